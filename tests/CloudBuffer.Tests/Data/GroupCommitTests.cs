using CloudBuffer.Data;
using Microsoft.Data.Sqlite;

namespace CloudBuffer.Tests.Data;

/// <summary>Small writes that are committed together.</summary>
public sealed class GroupCommitTests
{
    static readonly int[] Numbers = [1, 2, 2, 3];
    static readonly long[] Stored = [1, 2, 3, 10, 20, 40];

    [Fact(Timeout = 60_000)]
    public async Task An_error_of_one_write_leaves_the_others_of_its_group()
    {
        var folder = Directory.CreateTempSubdirectory("cbt-");
        try
        {
            var connectionString = $"Data Source={folder.FullName}/test.db";
            await using var other = new SqliteConnection($"{connectionString};Pooling=False");
            await other.OpenAsync(TestContext.Current.CancellationToken);
            using var sql = new SqlStatements(other);
            sql.Execute("pragma journal_mode = wal");
            sql.Execute("create table Numbers (Number integer primary key)");
            using (var commits = new GroupCommit(connectionString))
            {
                sql.Execute("begin immediate"); // the first write waits for it, and the others form one group
                var writes = Numbers.Select((number, i) => commits.RunAsync($"owner {i}", () => { }, group =>
                {
                    group.Execute("insert into Numbers values ($0)", 10 * (i + 1));
                    return group.Execute("insert into Numbers values ($0)", number);
                })).ToList();
                sql.Execute("commit");
                await Assert.ThrowsAsync<SqliteException>(() => writes[2]);
                var changed = await Task.WhenAll(writes[0], writes[1], writes[3]);
                Assert.All(changed, rows => Assert.Equal(1, rows));
            }
            Assert.Equal(Stored, sql.Query("select Number from Numbers order by Number", row => row.GetInt64(0)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
