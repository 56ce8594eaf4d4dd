using System.Net;

namespace CloudBuffer.Tests.Limits;

/// <summary>How much one may have.</summary>
public abstract class LimitTests(RunningApp running)
{
    [Fact(Timeout = 120_000)]
    public async Task Five_hundred_parallel_uploads_leave_exactly_MaxFiles_rows_blobs_and_keys()
    {
        using var user = await running.NewUserAsync();
        await user.PutTextAsync("counted apart");
        var uploads = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => user.UploadAsync($"{i}", new byte[i + 1])));
        var mine = $"from Files join Users on Users.Id = OwnerId where UserName = '{user.Name}'";
        Assert.Equal(20, running.App.Query($"select count(*) {mine}"));

        var works = new List<UploadedFile>();
        foreach (var file in uploads)
        {
            using var answer = await user.GetAsync(file.Path);
            if (answer.IsSuccessStatusCode)
                works.Add(file);
            else
                await answer.IsProblemAsync(404, "file_not_found");
        }
        Assert.Equal(20, works.Count);

        var hashes = works.Select(file => Hash(file.Token)).ToHashSet();
        var all = uploads.Select(file => Hash(file.Token)).ToHashSet();
        // At once, but for what a Redis that was too busy for a moment is given later.
        await Eventually.Async("keys are those of the rows", async () => hashes.SetEquals(
            (await RedisKeysOf.AllAsync(running.Redis)).Where(key => key.StartsWith("cb:file:", StringComparison.Ordinal)).Select(key => key["cb:file:".Length..]).Where(all.Contains)));
        await Eventually.True("blobs are as many as rows", () => running.App.Blobs().Length == running.App.Query("select count(*) from Files"));
        using var buffer = await user.GetAsync("/file/buffer");
        Assert.Equal(HttpStatusCode.OK, buffer.StatusCode);
    }

    [Fact(Timeout = 60_000)]
    public async Task One_more_removes_the_oldest()
    {
        using var user = await running.NewUserAsync();
        var files = new List<UploadedFile>();
        for (int i = 0; i < 22; i++)
            files.Add(await user.UploadAsync($"{i}", [1]));
        for (int i = 0; i < 22; i++)
            await user.GetAsync(files[i].Path).HasStatusAsync(i < 2 ? HttpStatusCode.NotFound : HttpStatusCode.OK);
    }

    [Fact(Timeout = 60_000)]
    public async Task Every_key_in_Redis_has_an_end()
    {
        using var user = await running.NewUserAsync();
        await user.UploadAsync("a", [1]);
        await user.PutTextAsync("x");
        var keys = await RedisKeysOf.AllAsync(running.Redis);
        Assert.Contains(keys, key => key.StartsWith("cb:buffer:", StringComparison.Ordinal));
        Assert.Contains(keys, key => key.StartsWith("cb:user:", StringComparison.Ordinal));
        foreach (var key in keys)
            Assert.True(await RedisKeysOf.TtlAsync(running.Redis, key) is not null || !(await RedisKeysOf.AllAsync(running.Redis)).Contains(key), $"{key} has no TTL");
    }

    static string Hash(string token) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(token)));
}

public sealed class LimitTestsOnEmbeddedRedis(EmbeddedApp running) : LimitTests(running);

public sealed class LimitTestsOnRedisServer(RedisApp running) : LimitTests(running);
