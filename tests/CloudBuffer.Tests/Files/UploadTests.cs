using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace CloudBuffer.Tests.Files;

/// <summary>The contract of <c>/file/load</c>.</summary>
public abstract partial class UploadTests(RunningApp running)
{
    static readonly byte[] Some = RandomNumberGenerator.GetBytes(1000);

    [Fact(Timeout = 60_000)]
    public async Task JSON_says_all_there_is_to_know_about_the_file()
    {
        using var user = await running.NewUserAsync();
        using var answer = await user.UploadFormAsync("application/json", ("file", "report.pdf", Some));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var json = await answer.JsonAsync();
        var token = json.GetProperty("token").GetString()!;
        Assert.Matches("^[A-Za-z0-9_-]{22}$", token);
        Assert.Equal(answer.Header("Location"), json.GetProperty("url").GetString());
        Assert.EndsWith($"/f/{token}", json.GetProperty("url").GetString());
        Assert.EndsWith($"/file/qr?token={token}", json.GetProperty("qr").GetString());
        Assert.Equal("report.pdf", json.GetProperty("fileName").GetString());
        Assert.Equal(1000, json.GetProperty("size").GetInt64());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Some)), json.GetProperty("sha256").GetString());
        Assert.InRange(json.GetProperty("expiresAt").GetDateTimeOffset() - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(118), TimeSpan.FromHours(2));
        Assert.Contains("Accept", answer.Header("Vary"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Several_files_give_an_array_in_their_order()
    {
        using var user = await running.NewUserAsync();
        using var answer = await user.UploadFormAsync("application/json", ("file", "a", Some), ("note", null, Some), ("file", "b", []), ("file", "c", Some));
        Assert.Equal(["a", "b", "c"], (await answer.JsonAsync()).EnumerateArray().Select(file => file.GetProperty("fileName").GetString()!));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_terminal_gets_the_bare_link_and_on_request_a_QR_code()
    {
        using var user = await running.NewUserAsync();
        using var plain = await user.UploadFormAsync("text/plain", ("file", "a", Some));
        Assert.Equal(HttpStatusCode.Created, plain.StatusCode);
        Assert.Equal(plain.Header("Location") + "\n", await plain.TextAsync());
        using var withCode = await user.SendAsync(HttpMethod.Put, "/file/load/a?qr", new ByteArrayContent(Some), ("Accept", "text/plain"));
        var lines = (await withCode.TextAsync()).Split('\n');
        Assert.Equal(withCode.Header("Location"), lines[0]);
        Assert.Contains('█', lines[1]);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_browser_and_curl_get_the_page_with_link_and_QR_code()
    {
        using var user = await running.NewUserAsync();
        foreach (var accept in new[] { "text/html", "*/*" })
        {
            using var answer = await user.UploadFormAsync(accept, ("file", "<script>alert(1)</script>.txt", Some));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var page = await answer.TextAsync();
            Assert.Matches("value=\"http://[^\"]+/f/[A-Za-z0-9_-]{22}\"", page);
            Assert.Contains("<svg", page);
            Assert.DoesNotContain("<script>alert", page);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_raw_body_takes_its_name_from_path_query_or_header()
    {
        using var user = await running.NewUserAsync();
        Assert.Equal("ä b.txt", (await user.UploadAsync("ä b.txt", Some)).FileName);
        await NamedAsync("q.txt", user.SendAsync(HttpMethod.Post, "/file/load?filename=q.txt", new ByteArrayContent(Some), ("Accept", "application/json")));
        await NamedAsync("é.txt", user.SendAsync(HttpMethod.Post, "/file/load", new ByteArrayContent(Some),
            ("Accept", "application/json"), ("Content-Disposition", "attachment; filename*=UTF-8''%C3%A9.txt")));
        using var chunked = new StreamContent(new UnknownLength(Some));
        await NamedAsync("c.txt", user.SendAsync(HttpMethod.Put, "/file/load/c.txt", chunked, ("Accept", "application/json")));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_is_missing_is_named()
    {
        using var user = await running.NewUserAsync();
        await user.UploadFormAsync("application/json", ("other", "a", Some)).IsProblemAsync(400, "file_missing");
        await user.UploadFormAsync("application/json", ("file", "", [])).IsProblemAsync(400, "file_missing");
        await user.UploadFormAsync("application/json", ("file", null, Some)).IsProblemAsync(400, "filename_missing");
        await user.UploadFormAsync("application/json", ("file", "a", Some), ("file", "", Some)).IsProblemAsync(400, "filename_missing");
        await user.SendAsync(HttpMethod.Put, "/file/load/", new ByteArrayContent(Some)).IsProblemAsync(400, "filename_missing");
        using var mine = await user.GetAsync("/file/mine", ("Accept", "application/json"));
        Assert.Empty((await mine.JsonAsync()).EnumerateArray());
    }

    [Fact(Timeout = 60_000)]
    public async Task More_files_at_once_than_one_may_have_are_refused()
    {
        using var user = await running.NewUserAsync();
        await user.UploadFormAsync("application/json", [.. Enumerable.Range(0, 21).Select(i => ("file", (string?)$"{i}", Some))]).IsProblemAsync(400, "too_many_files");
        Assert.Equal(0, running.App.Query($"select count(*) from Files join Users on Users.Id = OwnerId where UserName = '{user.Name}'"));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("multipart/form-data; boundary=\"\u0001\"")]
    public async Task A_multipart_body_that_is_none_is_refused(string type)
    {
        using var user = await running.NewUserAsync();
        using var body = new ByteArrayContent(Encoding.ASCII.GetBytes("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nbroken off"));
        body.Headers.TryAddWithoutValidation("Content-Type", type);
        using var answer = await user.SendAsync(HttpMethod.Post, "/file/load", body, ("Accept", "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        await Eventually.True("nothing is left of it", () => running.App.Query($"select count(*) from Files join Users on Users.Id = OwnerId where UserName = '{user.Name}'") == 0);
    }

    public static TheoryData<string> HostileNames =>
    [
        "../../etc/passwd", "/etc/passwd", "..", ".", "C:\\x\\y.txt", "\\\\server\\share", "a/../../b", "\u202Egnp.exe", "a\u0000b", "new\nline", "\u001b[31mred",
        "quote\".txt", "semi;colon", "<script>.html", "👋.txt", "%2e%2e%2f", "CON", new string('n', 300) + ".txt", "  spaces  ", "_buffer", "trailing...",
    ];

    [Theory(Timeout = 60_000), MemberData(nameof(HostileNames))]
    public async Task A_hostile_name_is_shown_clean_and_never_becomes_a_path(string name)
    {
        using var user = await running.NewUserAsync();
        using var answer = await user.SendAsync(HttpMethod.Post, $"/file/load?filename={Uri.EscapeDataString(name)}", new ByteArrayContent(Some), ("Accept", "application/json"));
        if (answer.StatusCode == HttpStatusCode.BadRequest)
        {
            await answer.IsProblemAsync(400, "filename_missing"); // nothing was left of it
            return;
        }
        var json = await answer.JsonAsync();
        var shown = json.GetProperty("fileName").GetString()!;
        Assert.DoesNotContain(shown, letter => letter is '/' or '\\' or '\u202E' || char.IsControl(letter));
        Assert.InRange(Encoding.UTF8.GetByteCount(shown), 1, 255);
        using var download = await user.GetAsync($"/f/{json.GetProperty("token").GetString()}");
        Assert.Equal(shown, download.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.Single(download.Content.Headers.GetValues("Content-Disposition"));
        Assert.Equal(Some, await download.BytesAsync());
        Assert.All(running.App.Blobs(), blob => Assert.Matches(BlobName(), blob));
    }

    static async Task NamedAsync(string name, Task<HttpResponseMessage> asked)
    {
        using var answer = await asked;
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var json = await answer.JsonAsync();
        Assert.Equal(name, json.GetProperty("fileName").GetString());
        Assert.Equal(Some.Length, json.GetProperty("size").GetInt32());
    }

    [GeneratedRegex("^[0-9a-f]{32}$")]
    private static partial Regex BlobName();

    /// <summary>Makes the client send chunks.</summary>
    sealed class UnknownLength(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}

public sealed class UploadTestsOnEmbeddedRedis(EmbeddedApp running) : UploadTests(running);

public sealed class UploadTestsOnRedisServer(RedisApp running) : UploadTests(running);
