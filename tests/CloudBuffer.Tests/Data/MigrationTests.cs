using CloudBuffer.Data;
using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.Tests.Data;

public sealed class MigrationTests
{
    [Fact]
    public void The_migrations_cover_the_whole_model()
    {
        using var database = new AppDbContext(new DbContextOptionsBuilder<AppDbContext>().UseSqlite("Data Source=:memory:").Options);
        Assert.False(database.Database.HasPendingModelChanges(), "The model has changed: dotnet ef migrations add NAME -o Data/Migrations");
    }
}
