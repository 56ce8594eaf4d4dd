using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CloudBuffer.Data.Migrations;

/// <summary>Counts the stored bytes of each user.</summary>
[DbContext(typeof(AppDbContext))]
[Migration("20261128132458_AddStorageUsage")]
public sealed class AddStorageUsage : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            name: "StorageUsage",
            columns: table => new
            {
                OwnerId = table.Column<string>(type: "TEXT", nullable: false),
                Bytes = table.Column<long>(type: "INTEGER", nullable: false),
            },
            constraints: table => table.PrimaryKey("PK_StorageUsage", usage => usage.OwnerId));
        StorageUsageTriggers.Create(migrationBuilder);
    }
}
