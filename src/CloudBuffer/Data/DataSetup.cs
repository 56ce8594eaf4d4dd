using CloudBuffer.Settings;
using CloudBuffer.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.Data;

public static class DataSetup
{
    const string Setting = "ConnectionStrings:Database";

    /// <summary>The database, and the Data Protection keys in the folder <c>keys</c> beside it.</summary>
    /// <exception cref="SettingException">The connection string is invalid, or the folder is not writable.</exception>
    public static void AddData(this WebApplicationBuilder builder)
    {
        var connection = Parse(builder.Configuration.GetConnectionString("Database") ?? "");
        builder.Services.AddDbContextPool<AppDbContext>(options => options.UseSqlite(connection.ToString()));
        builder.Services.AddSingleton(_ => new GroupCommit(connection.ToString()));
        builder.Services.AddHostedService<StorageUsageCheck>();
        try
        {
            foreach (var suffix in new[] { "", "-wal", "-shm" })
                PrivateFiles.Restrict(connection.DataSource + suffix);
            builder.AddDataProtectionKeys(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(connection.DataSource))!, "keys"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(Setting, $"needs a writable folder. {e.Message}");
        }
    }

    /// <summary>Creates or migrates the database.</summary>
    /// <exception cref="SettingException">The database is incompatible, corrupt or not writable.</exception>
    public static async Task MigrateAsync(this WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        try
        {
            var database = scope.ServiceProvider.GetRequiredService<AppDbContext>().Database;
            if ((await database.GetAppliedMigrationsAsync()).Except(database.GetMigrations()).Any())
                throw new SettingException(Setting, "names a database of an incompatible earlier version. Move it away; a new one is created on startup.");
            // MigrateAsync also compares the model with the migrations, which takes a tenth of the startup time.
            if ((await database.GetPendingMigrationsAsync()).Any())
                await database.MigrateAsync();
        }
        catch (SqliteException e)
        {
            throw new SettingException(Setting, $"names a database that cannot be used. {e.Message}");
        }
    }

    static SqliteConnectionStringBuilder Parse(string text)
    {
        try
        {
            var connection = new SqliteConnectionStringBuilder(text) { DefaultTimeout = (int)WriteGate.Timeout.TotalSeconds };
            if (connection.DataSource.Length == 0)
                throw new SettingException(Setting, "must name a file, such as: Data Source=cloudbuffer.db");
            return connection;
        }
        catch (ArgumentException e)
        {
            throw new SettingException(Setting, $"is not a SQLite connection string. {e.Message}");
        }
    }
}
