using System.Reflection;
using CloudBuffer.Settings;
using CloudBuffer.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CloudBuffer.Data;

public static class DataSetup
{
    const string Setting = "ConnectionStrings:Database";

    // Stored in the database. A restored copy may have another mode, in which readers and writers block each other.
    const string WriteAheadLog = "pragma journal_mode = wal";
    static readonly TimeSpan LockRetryDelay = TimeSpan.FromMilliseconds(50);

    /// <summary>The database, and the Data Protection keys in the folder <c>keys</c> beside it.</summary>
    /// <exception cref="SettingException">The connection string is invalid, or the folder is not writable.</exception>
    public static void AddData(this WebApplicationBuilder builder)
    {
        var connection = Parse(builder.Configuration.GetConnectionString("Database") ?? "");
        builder.Services.AddDbContextPool<AppDbContext>(options => options.UseSqlite(connection.ToString()));
        builder.Services.AddSingleton(_ => new GroupCommit(connection.ToString()));
        builder.Services.AddHostedService<StorageUsageCheck>();
        builder.Services.AddHostedService<ExpiredSessions>();
        try
        {
            foreach (var suffix in new[] { "", "-wal", "-shm" })
                PrivateFiles.Restrict(connection.DataSource + suffix);
            builder.AddDataProtectionKeys(KeysOf(connection));
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
        try
        {
            var database = Parse(app.Configuration.GetConnectionString("Database") ?? "");
            if (IsCurrent(database))
                return;
            using var _ = await LockAsync(Path.Combine(KeysOf(database), "migration.lock"));
            if (IsCurrent(database)) // another process was faster
                return;
            await using var scope = app.Services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
            // EF Core would wait forever for a process that was killed while it migrated.
            await db.Database.ExecuteSqlRawAsync($"{WriteAheadLog}; drop table if exists __EFMigrationsLock");
            await db.Database.MigrateAsync();
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new SettingException(Setting, $"names a database that cannot be used. {e.Message}");
        }
    }

    // Not by EF Core, whose first use takes half of the startup time.
    static bool IsCurrent(SqliteConnectionStringBuilder database)
    {
        var applied = FindAppliedMigrations(database);
        var known = typeof(AppDbContext).Assembly.GetTypes().Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id).OfType<string>().ToList();
        if (applied.Except(known).Any())
            throw new SettingException(Setting, "names a database of an incompatible earlier version. Move it away; a new one is created on startup.");
        return !known.Except(applied).Any();
    }

    /// <returns>Empty if there is no database.</returns>
    static List<string> FindAppliedMigrations(SqliteConnectionStringBuilder database)
    {
        if (!File.Exists(database.DataSource))
            return [];
        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = database.DataSource, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        connection.Open();
        using var sql = new SqlStatements(connection);
        sql.Execute(WriteAheadLog);
        return sql.Query("select name from sqlite_master where name = '__EFMigrationsHistory'", row => row.GetString(0)).Count == 0
            ? []
            : sql.Query("select MigrationId from __EFMigrationsHistory", row => row.GetString(0));
    }

    static string KeysOf(SqliteConnectionStringBuilder database) =>
        Path.Combine(Path.GetDirectoryName(Path.GetFullPath(database.DataSource))!, "keys");

    /// <summary>Waits for the exclusive lock of a file, which ends with the process.</summary>
    static async Task<FileStream> LockAsync(string path)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
            }
            catch (IOException e) when (e.HResult == BlobFile.WouldBlock)
            {
                await Task.Delay(LockRetryDelay);
            }
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
