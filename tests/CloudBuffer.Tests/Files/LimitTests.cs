using System.Net;

namespace CloudBuffer.Tests.Files;

/// <summary>The number of files per user.</summary>
public abstract class LimitTests(AppFixture fixture)
{
    [Trait("Category", "Slow")] // 500 uploads
    [Fact(Timeout = 120_000)]
    public async Task Five_hundred_parallel_uploads_leave_exactly_MaxFiles_rows_blobs_and_keys()
    {
        using var user = await fixture.NewUserAsync();
        await user.PutTextAsync("counted apart");
        var uploads = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => user.UploadAsync($"{i}", new byte[i + 1])));
        var mine = $"from Files join Users on Users.Id = OwnerId where UserName = '{user.Name}'";
        Assert.Equal(20, fixture.App.Query($"select count(*) {mine}"));

        var works = new List<UploadedFile>();
        foreach (var file in uploads)
        {
            using var response = await user.GetAsync(file.Path);
            if (response.IsSuccessStatusCode)
                works.Add(file);
            else
                await response.IsProblemAsync(404, "file_not_found");
        }
        Assert.Equal(20, works.Count);

        var hashes = works.Select(file => Hash(file.Token)).ToHashSet();
        var all = uploads.Select(file => Hash(file.Token)).ToHashSet();
        // Usually at once; later where Redis was too busy for a moment.
        await Eventually.Async("the keys match the rows", async () => hashes.SetEquals(
            (await RedisInspector.AllAsync(fixture.Redis)).Where(key => key.StartsWith("cb:file:", StringComparison.Ordinal))
                .Select(key => key["cb:file:".Length..]).Where(all.Contains)));
        await Eventually.True("there is one blob per row", () => fixture.App.Blobs().Length == fixture.App.Query("select count(*) from Files"));
        using var buffer = await user.GetAsync("/file/buffer");
        Assert.Equal(HttpStatusCode.OK, buffer.StatusCode);
    }

    [Fact(Timeout = 60_000)]
    public async Task An_upload_beyond_MaxFiles_evicts_the_oldest_file()
    {
        using var user = await fixture.NewUserAsync();
        var files = new List<UploadedFile>();
        for (int i = 0; i < 22; i++)
            files.Add(await user.UploadAsync($"{i}", [1]));
        for (int i = 0; i < 22; i++)
            await user.GetAsync(files[i].Path).HasStatusAsync(i < 2 ? HttpStatusCode.NotFound : HttpStatusCode.OK);
    }

    [Fact(Timeout = 60_000)]
    public async Task Every_Redis_key_expires()
    {
        using var user = await fixture.NewUserAsync();
        await user.UploadAsync("a", [1]);
        await user.PutTextAsync("x");
        var keys = await RedisInspector.AllAsync(fixture.Redis);
        Assert.Contains(keys, key => key.StartsWith("cb:buffer:", StringComparison.Ordinal));
        Assert.Contains(keys, key => key.StartsWith("cb:user:", StringComparison.Ordinal));
        foreach (var key in keys)
        {
            var expires = await RedisInspector.TtlAsync(fixture.Redis, key) is not null;
            Assert.True(expires || !(await RedisInspector.AllAsync(fixture.Redis)).Contains(key), $"{key} has no TTL");
        }
    }

    static string Hash(string token) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(token)));

    public sealed class OnEmbeddedRedis(EmbeddedApp fixture) : LimitTests(fixture);

    public sealed class OnRedisServer(RedisApp fixture) : LimitTests(fixture);
}
