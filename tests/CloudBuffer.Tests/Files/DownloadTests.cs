using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace CloudBuffer.Tests.Files;

/// <summary>The contract of <c>/file/get</c> and <c>/f/TOKEN</c>.</summary>
public abstract partial class DownloadTests(AppFixture fixture)
{
    static readonly byte[] Some = RandomNumberGenerator.GetBytes(1000);

    [Fact(Timeout = 60_000)]
    public async Task Complete_downloads_are_counted_and_ranges_and_HEAD_are_not()
    {
        var user = await fixture.SharedUserAsync();
        using var friend = fixture.NewVisitor();
        var file = await user.UploadAsync("a.bin", new byte[1000]);
        await friend.SendAsync(HttpMethod.Head, file.Path, null).HasStatusAsync(HttpStatusCode.OK);
        using (var part = await friend.GetAsync(file.Path, ("Range", "bytes=0-9")))
            await part.BytesAsync();
        for (int i = 0; i < 2; i++)
        {
            using var whole = await friend.GetAsync(file.Path);
            Assert.Equal(1000, (await whole.BytesAsync()).Length);
        }
        await Eventually.Async("both are counted", async () =>
        {
            using var mine = await user.GetAsync("/file/mine", ("Accept", "application/json"));
            return (await mine.JsonAsync())[0].GetProperty("downloads").GetInt32() == 2;
        });
    }

    [Fact(Timeout = 60_000)]
    public async Task A_share_link_serves_the_file_as_an_attachment()
    {
        var user = await fixture.SharedUserAsync();
        using var anonymous = fixture.NewVisitor();
        var file = await user.UploadAsync("Über.txt", Some);
        foreach (var path in new[] { $"/f/{file.Token}", $"/file/get?token={file.Token}", $"/F/{file.Token}/" })
        {
            using var response = await anonymous.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.DispositionType);
            Assert.Contains("filename*=UTF-8''%C3%9Cber.txt", response.Header("Content-Disposition"));
            Assert.Equal("nosniff", response.Header("X-Content-Type-Options"));
            Assert.Contains("sandbox", response.Header("Content-Security-Policy"));
            Assert.Equal($"\"{file.Sha256}\"", response.Header("ETag"));
            Assert.NotEqual("", response.Header("Last-Modified"));
            Assert.Equal("bytes", response.Header("Accept-Ranges"));
            Assert.True(response.Headers.CacheControl is { Private: true, NoStore: true });
            Assert.Equal(1000, response.Content.Headers.ContentLength);
            Assert.Equal(Some, await response.BytesAsync());
        }
    }

    [Theory(Timeout = 60_000)]
    [InlineData("bytes=0-0", 0, 1)]
    [InlineData("bytes=10-19", 10, 10)]
    [InlineData("bytes=990-", 990, 10)]
    [InlineData("bytes=-5", 995, 5)]
    [InlineData("bytes=999-2000", 999, 1)]
    public async Task A_range_request_returns_that_part(string range, int from, int count)
    {
        var user = await fixture.SharedUserAsync();
        var file = await user.UploadAsync("a", Some);
        using var response = await user.GetAsync(file.Path, ("Range", range));
        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal($"bytes {from}-{from + count - 1}/1000", response.Header("Content-Range"));
        Assert.Equal(Some[from..(from + count)], await response.BytesAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task Conditional_requests_are_honored()
    {
        var user = await fixture.SharedUserAsync();
        var file = await user.UploadAsync("a", Some);
        var etag = $"\"{file.Sha256}\"";
        await user.GetAsync(file.Path, ("If-None-Match", etag)).HasStatusAsync(HttpStatusCode.NotModified);
        await user.GetAsync(file.Path, ("If-None-Match", "\"other\"")).HasStatusAsync(HttpStatusCode.OK);
        await user.GetAsync(file.Path, ("Range", "bytes=0-1"), ("If-Range", etag)).HasStatusAsync(HttpStatusCode.PartialContent);
        await user.GetAsync(file.Path, ("Range", "bytes=0-1"), ("If-Range", "\"other\"")).HasStatusAsync(HttpStatusCode.OK);
        await user.GetAsync(file.Path, ("If-Match", "\"other\"")).IsProblemAsync(412, "precondition_failed");
        using var outside = await user.GetAsync(file.Path, ("Range", "bytes=1000-"));
        Assert.Equal("bytes */1000", outside.Header("Content-Range"));
        await outside.IsProblemAsync(416, "range_not_satisfiable");
    }

    [Fact(Timeout = 60_000)]
    public async Task HEAD_of_a_file_returns_the_headers_without_the_bytes()
    {
        var user = await fixture.SharedUserAsync();
        var file = await user.UploadAsync("a", Some);
        using var response = await user.SendAsync(HttpMethod.Head, file.Path, null);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(1000, response.Content.Headers.ContentLength);
        Assert.Equal($"\"{file.Sha256}\"", response.Header("ETag"));
        Assert.Empty(await response.BytesAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task An_empty_file_can_be_downloaded()
    {
        var user = await fixture.SharedUserAsync();
        var file = await user.UploadAsync("empty", []);
        using var response = await user.GetAsync(file.Path);
        Assert.Equal(0, response.Content.Headers.ContentLength);
        Assert.Empty(await response.BytesAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task Unknown_deleted_and_malformed_link_tokens_get_the_same_404()
    {
        var user = await fixture.SharedUserAsync();
        using var anonymous = fixture.NewVisitor();
        var file = await user.UploadAsync("a", Some);
        await user.SendAsync(HttpMethod.Delete, file.Path, null).HasStatusAsync(HttpStatusCode.NoContent);
        var responses = new List<string>();
        string[] tokens = [file.Token, "AAAAAAAAAAAAAAAAAAAAAA", "*", "cb:filled", "' or 1=1--", new string('A', 500), "..%2f..%2fetc%2fpasswd"];
        foreach (var token in tokens)
        {
            using var response = await anonymous.GetAsync($"/file/get?token={(token.Contains('%') ? token : Uri.EscapeDataString(token))}");
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            responses.Add(TraceId().Replace(await response.TextAsync(), ""));
        }
        Assert.Single(responses.Distinct());
        await anonymous.GetAsync("/file/get?token=%00").IsProblemAsync(400, "bad_request");
        await anonymous.GetAsync("/file/get").IsProblemAsync(400, "token_missing");
        await anonymous.GetAsync("/file/get?token=").IsProblemAsync(400, "token_missing");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_running_download_completes_after_its_file_is_deleted()
    {
        var user = await fixture.SharedUserAsync();
        var large = RandomNumberGenerator.GetBytes(20_000_000);
        var file = await user.UploadAsync("large", large);
        using var download = await user.GetAsync(file.Path);
        await using var body = await download.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var read = new byte[large.Length];
        await body.ReadExactlyAsync(read.AsMemory(0, 1000), TestContext.Current.CancellationToken);
        await user.SendAsync(HttpMethod.Delete, file.Path, null).HasStatusAsync(HttpStatusCode.NoContent);
        await body.ReadExactlyAsync(read.AsMemory(1000), TestContext.Current.CancellationToken);
        Assert.Equal(large, read);
    }

    [GeneratedRegex("\"traceId\":\"[^\"]*\"")]
    private static partial Regex TraceId();

    public sealed class OnEmbeddedRedis(EmbeddedApp fixture) : DownloadTests(fixture);

    public sealed class OnRedisServer(RedisApp fixture) : DownloadTests(fixture);
}
