using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace CloudBuffer.Tests.Files;

/// <summary>The contract of <c>/file/get</c> and <c>/f/TOKEN</c>, and what owners do with their files.</summary>
public abstract partial class DownloadTests(RunningApp running)
{
    static readonly byte[] Some = RandomNumberGenerator.GetBytes(1000);

    [Fact(Timeout = 60_000)]
    public async Task Whole_downloads_are_counted_and_parts_and_looks_are_not()
    {
        using var user = await running.NewUserAsync();
        using var friend = running.NewVisitor();
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
    public async Task A_picture_is_shown_to_its_owner_alone_in_a_sandbox_and_not_counted()
    {
        using var user = await running.NewUserAsync();
        using var other = await running.NewUserAsync();
        using var picture = await user.SendAsync(HttpMethod.Put, "/file/load/a.png", new ByteArrayContent(Some), ("Accept", "application/json"), ("Content-Type", "image/png"));
        var token = (await picture.JsonAsync()).GetProperty("token").GetString();
        using var shown = await user.GetAsync($"/file/view?token={token}");
        Assert.Equal(Some, await shown.BytesAsync());
        Assert.Equal("image/png", shown.Content.Headers.ContentType!.MediaType);
        Assert.Null(shown.Content.Headers.ContentDisposition);
        Assert.Contains("sandbox", shown.Header("Content-Security-Policy"));
        await other.GetAsync($"/file/view?token={token}").IsProblemAsync(404, "file_not_found");
        foreach (var (name, type) in new[] { ("a.svg", "image/svg+xml"), ("a.html", "text/html"), ("a.pdf", "application/pdf"), ("a.txt", "text/plain") })
        {
            using var file = await user.SendAsync(HttpMethod.Put, $"/file/load/{name}", new ByteArrayContent(Some), ("Accept", "application/json"), ("Content-Type", type));
            await user.GetAsync($"/file/view?token={(await file.JsonAsync()).GetProperty("token").GetString()}").IsProblemAsync(404, "file_not_found");
        }
        using var mine = await user.GetAsync("/file/mine", ("Accept", "application/json"));
        Assert.All((await mine.JsonAsync()).EnumerateArray(), file => Assert.Equal(0, file.GetProperty("downloads").GetInt32()));
    }

    [Fact(Timeout = 60_000)]
    public async Task The_link_alone_gives_the_bytes_as_an_attachment()
    {
        using var user = await running.NewUserAsync();
        using var stranger = running.NewVisitor();
        var file = await user.UploadAsync("Über.txt", Some);
        foreach (var path in new[] { $"/f/{file.Token}", $"/file/get?token={file.Token}", $"/F/{file.Token}/" })
        {
            using var answer = await stranger.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
            Assert.Contains("filename*=UTF-8''%C3%9Cber.txt", answer.Header("Content-Disposition"));
            Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
            Assert.Contains("sandbox", answer.Header("Content-Security-Policy"));
            Assert.Equal($"\"{file.Sha256}\"", answer.Header("ETag"));
            Assert.NotEqual("", answer.Header("Last-Modified"));
            Assert.Equal("bytes", answer.Header("Accept-Ranges"));
            Assert.True(answer.Headers.CacheControl is { Private: true, NoStore: true });
            Assert.Equal(1000, answer.Content.Headers.ContentLength);
            Assert.Equal(Some, await answer.BytesAsync());
        }
    }

    [Theory(Timeout = 60_000)]
    [InlineData("bytes=0-0", 0, 1)]
    [InlineData("bytes=10-19", 10, 10)]
    [InlineData("bytes=990-", 990, 10)]
    [InlineData("bytes=-5", 995, 5)]
    [InlineData("bytes=999-2000", 999, 1)]
    public async Task A_range_gives_that_part(string range, int from, int count)
    {
        using var user = await running.NewUserAsync();
        var file = await user.UploadAsync("a", Some);
        using var answer = await user.GetAsync(file.Path, ("Range", range));
        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal($"bytes {from}-{from + count - 1}/1000", answer.Header("Content-Range"));
        Assert.Equal(Some[from..(from + count)], await answer.BytesAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task Conditions_are_answered()
    {
        using var user = await running.NewUserAsync();
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
    public async Task HEAD_says_the_same_without_the_bytes()
    {
        using var user = await running.NewUserAsync();
        var file = await user.UploadAsync("a", Some);
        using var answer = await user.SendAsync(HttpMethod.Head, file.Path, null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(1000, answer.Content.Headers.ContentLength);
        Assert.Equal($"\"{file.Sha256}\"", answer.Header("ETag"));
        Assert.Empty(await answer.BytesAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_file_without_bytes_is_a_file()
    {
        using var user = await running.NewUserAsync();
        var file = await user.UploadAsync("empty", []);
        using var answer = await user.GetAsync(file.Path);
        Assert.Equal(0, answer.Content.Headers.ContentLength);
        Assert.Empty(await answer.BytesAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task Unknown_deleted_and_malformed_tokens_get_the_same_answer()
    {
        using var user = await running.NewUserAsync();
        using var stranger = running.NewVisitor();
        var file = await user.UploadAsync("a", Some);
        await user.SendAsync(HttpMethod.Delete, file.Path, null).HasStatusAsync(HttpStatusCode.NoContent);
        var answers = new List<string>();
        foreach (var token in new[] { file.Token, "AAAAAAAAAAAAAAAAAAAAAA", "*", "cb:filled", "' or 1=1--", new string('A', 500), "..%2f..%2fetc%2fpasswd", "%00" })
        {
            using var answer = await stranger.GetAsync($"/file/get?token={(token.Contains('%') ? token : Uri.EscapeDataString(token))}");
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            answers.Add(TraceId().Replace(await answer.TextAsync(), ""));
        }
        Assert.Single(answers.Distinct());
        await stranger.GetAsync("/file/get").IsProblemAsync(400, "token_missing");
        await stranger.GetAsync("/file/get?token=").IsProblemAsync(400, "token_missing");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_stranger_gets_404_for_my_file()
    {
        using var ann = await running.NewUserAsync();
        using var bob = await running.NewUserAsync();
        var file = await ann.UploadAsync("a", Some);
        await bob.SendAsync(HttpMethod.Delete, file.Path, null).IsProblemAsync(404, "file_not_found");
        await bob.PostFormAsync("/file/delete", ("token", file.Token)).IsProblemAsync(404, "file_not_found");
        await bob.GetAsync($"/file/delete?token={file.Token}").IsProblemAsync(404, "file_not_found");
        await bob.GetAsync($"/file/link?token={file.Token}").IsProblemAsync(404, "file_not_found");
        await ann.GetAsync(file.Path).HasStatusAsync(HttpStatusCode.OK);
    }

    [Fact(Timeout = 60_000)]
    public async Task Asking_changes_nothing_and_the_form_deletes()
    {
        using var user = await running.NewUserAsync();
        var file = await user.UploadAsync("a", Some);
        await user.GetAsync($"/file/delete?token={file.Token}").HasStatusAsync(HttpStatusCode.OK);
        await user.GetAsync(file.Path).HasStatusAsync(HttpStatusCode.OK);
        using var deleted = await user.SendAsync(HttpMethod.Post, "/file/delete", new FormUrlEncodedContent([new("token", file.Token)]), ("Accept", "text/html"));
        Assert.Equal(HttpStatusCode.SeeOther, deleted.StatusCode);
        Assert.Equal("/file/mine", deleted.Header("Location"));
        await user.GetAsync(file.Path).IsProblemAsync(404, "file_not_found");
    }

    [Fact(Timeout = 60_000)]
    public async Task My_files_are_listed_newest_first_and_their_links_can_be_shown_again()
    {
        using var user = await running.NewUserAsync();
        var (one, two) = (await user.UploadAsync("one", Some), await user.UploadAsync("two", Some));
        using var list = await user.GetAsync("/file/mine", ("Accept", "application/json"));
        Assert.Equal([two.Token, one.Token], (await list.JsonAsync()).EnumerateArray().Select(file => file.GetProperty("token").GetString()!));
        using var page = await user.GetAsync($"/file/link?token={one.Token}&token={two.Token}", ("Accept", "text/html"));
        var html = await page.TextAsync();
        Assert.Contains(one.Url, html);
        Assert.Contains(two.Url, html);
        using var lines = await user.GetAsync("/file/mine", ("Accept", "text/plain"));
        Assert.Equal($"{two.Url}\n{one.Url}\n", await lines.TextAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task The_QR_code_of_a_link_is_an_SVG_image_and_of_nothing_else()
    {
        using var user = await running.NewUserAsync();
        using var stranger = running.NewVisitor();
        var file = await user.UploadAsync("a", Some);
        using var answer = await stranger.GetAsync($"/file/qr?token={file.Token}");
        Assert.Equal("image/svg+xml", answer.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("<svg", await answer.TextAsync());
        await stranger.GetAsync("/file/qr?token=https://example.org").IsProblemAsync(404, "file_not_found");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_download_goes_on_to_its_end_when_the_file_is_deleted_meanwhile()
    {
        using var user = await running.NewUserAsync();
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
}

public sealed class DownloadTestsOnEmbeddedRedis(EmbeddedApp running) : DownloadTests(running);

public sealed class DownloadTestsOnRedisServer(RedisApp running) : DownloadTests(running);
