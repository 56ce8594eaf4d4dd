using CloudBuffer.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.Tests.Data;

/// <summary>The database schema.</summary>
public sealed class DatabaseSchemaTests
{
    static readonly string[] StoredTables = ["Files", "Buffers", "BufferTexts", "Uploads"];
    static readonly string[] Operations = ["insert", "update", "delete"];

    [Fact]
    public void The_migrations_cover_the_whole_model()
    {
        using var database = new AppDbContext(new DbContextOptionsBuilder<AppDbContext>().UseSqlite("Data Source=:memory:").Options);
        Assert.False(database.Database.HasPendingModelChanges(), "The model has changed: dotnet ef migrations add NAME -o Data/Migrations");
    }

    [Fact]
    public void Each_table_of_stored_bytes_has_its_triggers()
    {
        // A migration that rebuilds a table drops its triggers.
        using var database = new AppDbContext(new DbContextOptionsBuilder<AppDbContext>().UseSqlite("Data Source=:memory:").Options);
        database.Database.OpenConnection();
        database.Database.Migrate();
        var triggers = database.Database.SqlQuery<string>($"select name as Value from sqlite_master where type = 'trigger'").ToList();
        var expected = StoredTables.SelectMany(table => Operations.Select(operation => $"{table}_{operation}_usage")).Append("Users_delete_usage");
        Assert.Equivalent(expected, triggers, strict: true);
    }

    [Trait("Category", "Slow")]
    [Fact(Timeout = 180_000)]
    public async Task A_database_of_an_earlier_version_stops_the_start_with_one_line()
    {
        await using var app = await new AppProcess().StartAsync();
        await app.TerminateAsync(TestContext.Current.CancellationToken);
        app.Execute("insert into __EFMigrationsHistory values ('20260101000000_Earlier', '10.0.0')");
        await using var restarted = new AppProcess(("ConnectionStrings__Database", $"Data Source={app.DatabasePath}"));
        var (exitCode, errors) = await restarted.RunToEndAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, exitCode);
        var line = Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("ConnectionStrings:Database names a database of an incompatible earlier version. Move it away", line);
    }

    [Trait("Category", "Slow")]
    [Fact(Timeout = 180_000)]
    public async Task A_database_whose_migration_was_killed_is_migrated_by_the_next_start()
    {
        await using var app = new AppProcess();
        // Also with a name that has to be quoted.
        var connection = new SqliteConnectionStringBuilder { DataSource = Path.Combine(app.Folder, "a;b's.db"), Pooling = false }.ToString();
        app.Set("ConnectionStrings__Database", connection);
        await QueryAsync(connection, "create table __EFMigrationsLock (Id integer primary key, Timestamp text); insert into __EFMigrationsLock values (1, '')");
        for (int start = 0; start < 2; start++)
        {
            await app.StartAsync();
            using var user = new Visitor(app.Address);
            await user.RegisterAsync();
            await app.KillAsync();
            // A restored backup has no write-ahead log.
            Assert.Equal("wal", await QueryAsync(connection, "pragma journal_mode"));
            Assert.Equal("delete", await QueryAsync(connection, "pragma journal_mode = delete"));
        }
    }

    static async Task<object?> QueryAsync(string connection, string sql)
    {
        await using var database = new SqliteConnection(connection);
        await database.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = database.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
