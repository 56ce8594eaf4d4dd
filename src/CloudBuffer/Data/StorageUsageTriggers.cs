using Microsoft.EntityFrameworkCore.Migrations;

namespace CloudBuffer.Data;

/// <summary>The triggers that maintain <see cref="StorageUsage"/>. SQLite has one writer, so the row of all users costs no lock.</summary>
static class StorageUsageTriggers
{
    static readonly (string Table, string Bytes)[] Sources =
    [
        ("Files", "{0}.Size"),
        ("Buffers", "{0}.Size"),
        ("BufferTexts", "{0}.Size"),
        ("Uploads", "case when {0}.Result is null then {0}.Offset else 0 end"), // a finished one is a file or a buffer
    ];

    /// <summary>Creates the triggers and counts what is stored.</summary>
    public static void Create(MigrationBuilder migration)
    {
        foreach (var (table, bytes) in Sources)
        {
            var (before, after) = (string.Format(null, bytes, "old"), string.Format(null, bytes, "new"));
            migration.Sql(Trigger(table, "insert", "new", $"({after})"));
            migration.Sql(Trigger(table, "update", "new", $"({after}) - ({before})"));
            migration.Sql(Trigger(table, "delete", "old", $"-({before})"));
            migration.Sql(
                $"""
                insert into StorageUsage (OwnerId, Bytes) select OwnerId, sum({string.Format(null, bytes, table)}) from {table} where true group by OwnerId
                on conflict (OwnerId) do update set Bytes = Bytes + excluded.Bytes;
                """);
        }
        migration.Sql($"insert into StorageUsage (OwnerId, Bytes) select '{StorageUsage.AllUsers}', coalesce(sum(Bytes), 0) from StorageUsage;");
        migration.Sql("create trigger Users_delete_usage after delete on Users begin delete from StorageUsage where OwnerId = old.Id; end;");
    }

    static string Trigger(string table, string operation, string row, string change) =>
        $"""
        create trigger {table}_{operation}_usage after {operation} on {table} when {change} <> 0 begin
            insert into StorageUsage (OwnerId, Bytes) values ({row}.OwnerId, {change}), ('{StorageUsage.AllUsers}', {change})
            on conflict (OwnerId) do update set Bytes = Bytes + excluded.Bytes;
        end;
        """;
}
