using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CloudBuffer.Data.Migrations;

/// <summary>Finds expired sessions and access tokens without reading all rows.</summary>
[DbContext(typeof(AppDbContext))]
[Migration("20261128174500_IndexSessionExpiry")]
public sealed class IndexSessionExpiry : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateIndex(name: "IX_Devices_ExpiresAt", table: "Devices", column: "ExpiresAt");
        migrationBuilder.CreateIndex(name: "IX_Tokens_ExpiresAt", table: "Tokens", column: "ExpiresAt");
    }
}
