using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CloudBuffer.Data.Migrations
{
    /// <inheritdoc />
    public partial class PasswordGiven : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "GavePassword",
                table: "Devices",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.Sql("update Devices set GavePassword = 1 where Origin = 'Password'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "GavePassword",
                table: "Devices");
        }
    }
}
