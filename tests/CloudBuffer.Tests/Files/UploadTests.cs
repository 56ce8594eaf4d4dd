using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace CloudBuffer.Tests.Files;

/// <summary>The contract of <c>/file/load</c>.</summary>
public sealed partial class UploadTests(EmbeddedApp fixture)
{
    static readonly byte[] Some = RandomNumberGenerator.GetBytes(1000);

    [Fact(Timeout = 60_000)]
    public async Task The_JSON_of_an_upload_describes_the_file()
    {
        var user = await fixture.SharedUserAsync();
        using var response = await user.UploadFormAsync("application/json", ("file", "report.pdf", Some));
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var json = await response.JsonAsync();
        var token = json.GetProperty("token").GetString()!;
        Assert.Matches("^[A-Za-z0-9_-]{22}$", token);
        Assert.Equal(response.Header("Location"), json.GetProperty("url").GetString());
        Assert.EndsWith($"/f/{token}", json.GetProperty("url").GetString());
        Assert.EndsWith($"/file/qr?token={token}", json.GetProperty("qr").GetString());
        Assert.Equal("report.pdf", json.GetProperty("fileName").GetString());
        Assert.Equal(1000, json.GetProperty("size").GetInt64());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Some)), json.GetProperty("sha256").GetString());
        Assert.InRange(json.GetProperty("expiresAt").GetDateTimeOffset() - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(118), TimeSpan.FromHours(2));
        Assert.Contains("Accept", response.Header("Vary"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Several_files_yield_a_JSON_array_in_order()
    {
        var user = await fixture.SharedUserAsync();
        using var response = await user.UploadFormAsync("application/json", ("file", "a", Some), ("note", null, Some), ("file", "b", []), ("file", "c", Some));
        Assert.Equal(["a", "b", "c"], (await response.JsonAsync()).EnumerateArray().Select(file => file.GetProperty("fileName").GetString()!));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_plain_text_upload_returns_the_link_and_optionally_a_QR_code()
    {
        var user = await fixture.SharedUserAsync();
        using var plain = await user.UploadFormAsync("text/plain", ("file", "a", Some));
        Assert.Equal(HttpStatusCode.Created, plain.StatusCode);
        Assert.Equal(plain.Header("Location") + "\n", await plain.TextAsync());
        using var withCode = await user.SendAsync(HttpMethod.Put, "/file/load/a?qr", new ByteArrayContent(Some), ("Accept", "text/plain"));
        var lines = (await withCode.TextAsync()).Split('\n');
        Assert.Equal(withCode.Header("Location"), lines[0]);
        Assert.Contains('█', lines[1]);
    }

    [Fact(Timeout = 60_000)]
    public async Task An_upload_from_a_browser_returns_a_page_with_link_and_QR_code()
    {
        var user = await fixture.SharedUserAsync();
        foreach (var accept in new[] { "text/html", "*/*" })
        {
            using var response = await user.UploadFormAsync(accept, ("file", "<script>alert(1)</script>.txt", Some));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            var page = await response.TextAsync();
            Assert.Matches("value=\"http://[^\"]+/f/[A-Za-z0-9_-]{22}\"", page);
            Assert.Contains("<svg", page);
            Assert.DoesNotContain("<script>alert", page);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_raw_body_takes_its_name_from_path_query_or_header()
    {
        var user = await fixture.SharedUserAsync();
        Assert.Equal("ä b.txt", (await user.UploadAsync("ä b.txt", Some)).FileName);
        await NamedAsync("q.txt", user.SendAsync(HttpMethod.Post, "/file/load?filename=q.txt", new ByteArrayContent(Some), ("Accept", "application/json")));
        await NamedAsync("é.txt", user.SendAsync(HttpMethod.Post, "/file/load", new ByteArrayContent(Some),
            ("Accept", "application/json"), ("Content-Disposition", "attachment; filename*=UTF-8''%C3%A9.txt")));
        using var chunked = new StreamContent(new UnknownLengthStream(Some));
        await NamedAsync("c.txt", user.SendAsync(HttpMethod.Put, "/file/load/c.txt", chunked, ("Accept", "application/json")));
    }

    [Fact(Timeout = 60_000)]
    public async Task An_upload_without_file_or_name_gets_400()
    {
        using var user = await fixture.NewUserAsync();
        await user.UploadFormAsync("application/json", ("other", "a", Some)).IsProblemAsync(400, "file_missing");
        await user.UploadFormAsync("application/json", ("file", "", [])).IsProblemAsync(400, "file_missing");
        await user.UploadFormAsync("application/json", ("file", null, Some)).IsProblemAsync(400, "filename_missing");
        await user.UploadFormAsync("application/json", ("file", "a", Some), ("file", "", Some)).IsProblemAsync(400, "filename_missing");
        await user.SendAsync(HttpMethod.Put, "/file/load/", new ByteArrayContent(Some)).IsProblemAsync(400, "filename_missing");
        using var mine = await user.GetAsync("/file/mine", ("Accept", "application/json"));
        Assert.Empty((await mine.JsonAsync()).EnumerateArray());
    }

    [Fact(Timeout = 60_000)]
    public async Task An_upload_of_more_files_than_MaxFiles_gets_400()
    {
        using var user = await fixture.NewUserAsync();
        await user.UploadFormAsync("application/json", [.. Enumerable.Range(0, 21).Select(i => ("file", (string?)$"{i}", Some))])
            .IsProblemAsync(400, "too_many_files");
        Assert.Equal(0, fixture.App.Query($"select count(*) from Files join Users on Users.Id = OwnerId where UserName = '{user.Name}'"));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("multipart/form-data; boundary=\"\u0001\"")]
    public async Task A_malformed_multipart_body_gets_multipart_invalid(string type)
    {
        using var user = await fixture.NewUserAsync();
        using var body = new ByteArrayContent(Encoding.ASCII.GetBytes(
            "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nbroken off"));
        body.Headers.TryAddWithoutValidation("Content-Type", type);
        await user.SendAsync(HttpMethod.Post, "/file/load", body, ("Accept", "application/json")).IsProblemAsync(400, "multipart_invalid");
        await Eventually.True("the upload is discarded", () => fixture.App.Query(
            $"select count(*) from Files join Users on Users.Id = OwnerId where UserName = '{user.Name}'") == 0);
    }

    public static TheoryData<string> HostileNames =>
    [
        "../../etc/passwd", "/etc/passwd", "..", ".", "C:\\x\\y.txt", "\\\\server\\share", "a/../../b", "\u202Egnp.exe", "a\u0000b", "new\nline",
        "\u001b[31mred", "quote\".txt", "semi;colon", "<script>.html", "👋.txt", "%2e%2e%2f", "CON",
        "\u3164", "\u2800\u2800", "\u115F\u1160 \uFFA0", "\u034F", new string('n', 300) + ".txt", "  spaces  ", "_buffer", "trailing...",
    ];

    [Theory(Timeout = 60_000), MemberData(nameof(HostileNames))]
    public async Task A_hostile_file_name_is_sanitized_and_never_becomes_a_path(string name)
    {
        var user = await fixture.SharedUserAsync();
        using var response = await user.SendAsync(
            HttpMethod.Post, $"/file/load?filename={Uri.EscapeDataString(name)}", new ByteArrayContent(Some), ("Accept", "application/json"));
        if (response.StatusCode == HttpStatusCode.BadRequest)
        {
            await response.IsProblemAsync(400, name.Length > 255 ? "filename_too_long" : "filename_missing"); // sanitizing has left nothing
            return;
        }
        var json = await response.JsonAsync();
        var shown = json.GetProperty("fileName").GetString()!;
        Assert.DoesNotContain(shown, letter => letter is '/' or '\\' or '\u202E' || char.IsControl(letter));
        Assert.InRange(shown.Length, 1, 255);
        Assert.DoesNotMatch("^[\u3164\u2800\u115F\u1160\uFFA0\u034F ]+$", shown);
        using var download = await user.GetAsync($"/f/{json.GetProperty("token").GetString()}");
        Assert.Equal(shown, download.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.Single(download.Content.Headers.GetValues("Content-Disposition"));
        Assert.Equal(Some, await download.BytesAsync());
        Assert.All(fixture.App.Blobs(), blob => Assert.Matches(BlobName(), blob));
    }

    static async Task NamedAsync(string name, Task<HttpResponseMessage> asked)
    {
        using var response = await asked;
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var json = await response.JsonAsync();
        Assert.Equal(name, json.GetProperty("fileName").GetString());
        Assert.Equal(Some.Length, json.GetProperty("size").GetInt32());
    }

    [GeneratedRegex("^[0-9a-f]{32}$")]
    private static partial Regex BlobName();
}
