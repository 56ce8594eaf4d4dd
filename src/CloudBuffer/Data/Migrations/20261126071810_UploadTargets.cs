using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CloudBuffer.Data.Migrations
{
    /// <inheritdoc />
    public partial class UploadTargets : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Target",
                table: "Uploads",
                type: "TEXT",
                nullable: false,
                defaultValue: "File");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Target",
                table: "Uploads");
        }
    }
}
