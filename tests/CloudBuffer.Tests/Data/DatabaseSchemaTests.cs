using CloudBuffer.Data;
using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.Tests.Data;

/// <summary>The database schema.</summary>
public sealed class DatabaseSchemaTests
{
    [Fact]
    public void The_migrations_cover_the_whole_model()
    {
        using var database = new AppDbContext(new DbContextOptionsBuilder<AppDbContext>().UseSqlite("Data Source=:memory:").Options);
        Assert.False(database.Database.HasPendingModelChanges(), "The model has changed: dotnet ef migrations add NAME -o Data/Migrations");
    }

    [Trait("Category", "Slow")]
    [Fact(Timeout = 180_000)]
    public async Task A_database_of_an_earlier_version_stops_the_start_with_one_line()
    {
        await using var app = await new AppProcess().StartAsync();
        await app.TerminateAsync(TestContext.Current.CancellationToken);
        app.Execute("update __EFMigrationsHistory set MigrationId = '20260101000000_Earlier'");
        await using var restarted = new AppProcess(("ConnectionStrings__Database", $"Data Source={app.DatabasePath}"));
        var (exitCode, errors) = await restarted.RunToEndAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, exitCode);
        var line = Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("ConnectionStrings:Database names a database of an incompatible earlier version. Move it away", line);
    }
}
