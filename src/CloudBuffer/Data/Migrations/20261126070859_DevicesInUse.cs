using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CloudBuffer.Data.Migrations
{
    /// <inheritdoc />
    public partial class DevicesInUse : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Browser",
                table: "Devices",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<bool>(
                name: "NeedsPassword",
                table: "Devices",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            // Until somebody renames it, a device is called what its browser is.
            migrationBuilder.Sql("update Devices set Browser = Name");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Browser",
                table: "Devices");

            migrationBuilder.DropColumn(
                name: "NeedsPassword",
                table: "Devices");
        }
    }
}
