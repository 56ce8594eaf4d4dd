using CloudBuffer.Settings;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.Data;

public static class DataSetup
{
    const string Setting = "ConnectionStrings:Database";
    static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The database, and beside it the folder <c>keys</c> that cookies are signed with.</summary>
    public static void AddData(this WebApplicationBuilder builder)
    {
        var connection = Connection(builder.Configuration.GetConnectionString("Database") ?? "");
        builder.Services.AddDbContextPool<AppDbContext>(options => options.UseSqlite(connection.ToString()));

        var keys = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(connection.DataSource))!, "keys");
        // It warns that the keys are not encrypted; the folder is closed to everybody else instead.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error);
        try
        {
            builder.Services.AddDataProtection()
                .SetApplicationName("CloudBuffer")
                .PersistKeysToFileSystem(CreatePrivateFolder(keys));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(Setting, $"needs a folder that can be written to. {e.Message}");
        }
    }

    /// <summary>Brings the database to the present shape. A broken or unwritable one stops the start.</summary>
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

    static SqliteConnectionStringBuilder Connection(string text)
    {
        try
        {
            var connection = new SqliteConnectionStringBuilder(text) { DefaultTimeout = (int)BusyTimeout.TotalSeconds };
            if (connection.DataSource.Length == 0)
                throw new SettingException(Setting, "must name a file, such as: Data Source=cloudbuffer.db");
            return connection;
        }
        catch (ArgumentException e)
        {
            throw new SettingException(Setting, $"is not a SQLite connection string. {e.Message}");
        }
    }

    static DirectoryInfo CreatePrivateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            return Directory.CreateDirectory(path);
        const UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        var folder = Directory.CreateDirectory(path, mode);
        folder.UnixFileMode = mode;
        return folder;
    }
}
