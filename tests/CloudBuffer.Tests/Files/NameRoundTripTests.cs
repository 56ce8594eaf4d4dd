using System.Net;
using System.Text;
using static CloudBuffer.Tests.Uploads.TusSteps;

namespace CloudBuffer.Tests.Files;

/// <summary>A name arrives unchanged by every way in and leaves unchanged by every way out.</summary>
public sealed class NameRoundTripTests(EmbeddedApp fixture)
{
    const char ZeroWidthNonJoiner = '\u200C';
    const char ZeroWidthJoiner = '\u200D';

    static readonly string[] Stems =
    [
        "a", "report (1)[final]", "100%", "a%20b", "a+b", "a#b", "a&b=c", "a;b, c", "it's", "~tmp", "{x}", "a=b@c", "^`|", "$HOME", "!", "-rf",
        ".env", "a..b", "ä ö ü", "ﬁ", "e\u0301", "naïve", "Ελλάδα", "Москва", "שלום", "דו\"ח", "مرحبا",
        $"می{ZeroWidthNonJoiner}خواهم", "हिन्दी", $"क्{ZeroWidthJoiner}ष", "日本語", "한국어", "ไทย", "😀",
        $"👨{ZeroWidthJoiner}👩{ZeroWidthJoiner}👧", "🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F", "👍🏽", "❤️", "co\u00ADoperate",
        "\"quoted\"", "a\"b", "سورة \u06DD1", "\u1820\u180E\u1820", "Screenshot 10.30.00\u202FAM", "x\u00A0y",
        new string('n', 251), new string('語', 251), string.Concat(Enumerable.Repeat("😀", 125)),
    ];

    static readonly string[] Names = [.. Stems.Select(stem => stem + ".txt"), .. Stems[..20], "no extension", "two.dots.tar.gz", ".gitignore"];

    [Fact(Timeout = 180_000)]
    public async Task A_name_is_kept_by_every_route()
    {
        Assert.InRange(Names.Length, 65, 200);
        var user = await fixture.SharedUserAsync();
        foreach (var name in Names)
        {
            var escaped = Uri.EscapeDataString(name);
            await IsKeptAsync(user, name, user.SendAsync(HttpMethod.Put, $"/file/load/{escaped}", Body(), Json));
            await IsKeptAsync(user, name, user.SendAsync(HttpMethod.Put, $"/file/load?filename={escaped}", Body(), Json));
            await IsKeptAsync(user, name, user.SendAsync(HttpMethod.Post, "/file/load", Form($"filename=\"{name.Replace("\"", "%22")}\""), Json));
            await IsKeptAsync(user, name, user.SendAsync(HttpMethod.Post, "/file/load", Form($"filename*=UTF-8''{escaped}"), Json));
            await user.SendAsync(HttpMethod.Put, $"/file/buffer/{escaped}", Body(), ("X-Data-Type", "file")).HasStatusAsync(HttpStatusCode.OK);
            using var item = await user.GetAsync("/file/buffer");
            Assert.Equal(name, item.Content.Headers.ContentDisposition!.FileNameStar);
            var upload = await CreateAsync(user, 1, $"filename {Base64(name)}");
            using var finished = await PatchAsync(user, upload, 0, [1]);
            Assert.Equal(name, await DownloadNameAsync(user, finished.Header("Upload-File-Token")));
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_name_longer_than_255_characters_is_refused_by_every_route()
    {
        var user = await fixture.SharedUserAsync();
        foreach (var name in new[] { new string('x', 256), new string('語', 256), string.Concat(Enumerable.Repeat("😀", 128)) })
        {
            var escaped = Uri.EscapeDataString(name);
            await user.SendAsync(HttpMethod.Put, $"/file/load/{escaped}", Body(), Json).IsProblemAsync(400, "filename_too_long");
            await user.SendAsync(HttpMethod.Put, $"/file/buffer/{escaped}", Body(), ("X-Data-Type", "file")).IsProblemAsync(400, "filename_too_long");
            await user.SendAsync(HttpMethod.Post, "/file/load", Form($"filename=\"{name}\""), Json).IsProblemAsync(400, "filename_too_long");
            await TusAsync(user, HttpMethod.Post, "/file/upload", null, ("Upload-Length", "1"), ("Upload-Metadata", $"filename {Base64(name)}"))
                .IsProblemAsync(400, "filename_too_long");
        }
    }

    [Theory(Timeout = 60_000)]
    [InlineData("a\u202Etxt.exe", "atxt.exe")] // right-to-left override
    [InlineData("a\u2066b\u2069.txt", "ab.txt")]
    [InlineData("a\u200Bb\uFEFF\u2060.txt", "ab.txt")] // invisible
    [InlineData("a\u0085\u2028\u0007.txt", "a.txt")] // control characters and line breaks
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("C:\\Users\\me\\a.txt", "a.txt")]
    [InlineData(" a.txt. ", "a.txt")]
    public async Task Invisible_and_dangerous_parts_of_a_name_are_removed(string name, string expected)
    {
        var user = await fixture.SharedUserAsync();
        await IsKeptAsync(user, expected, user.SendAsync(HttpMethod.Put, $"/file/load?filename={Uri.EscapeDataString(name)}", Body(), Json));
        if (!name.Any(char.IsControl) && !name.StartsWith(' '))
            await IsKeptAsync(user, expected, user.SendAsync(HttpMethod.Post, "/file/load", Form($"filename=\"{name}\""), Json)); // as browsers do
        var nothing = Uri.EscapeDataString("\u200D\u00AD\u200C");
        await user.SendAsync(HttpMethod.Put, $"/file/load?filename={nothing}", Body(), Json).IsProblemAsync(400, "filename_missing");
    }

    static (string, string) Json => ("Accept", "application/json");

    static ByteArrayContent Body() => new([1]);

    static StringContent Form(string fileName)
    {
        var form = new StringContent($"--b\r\nContent-Disposition: form-data; name=\"file\"; {fileName}\r\n\r\nx\r\n--b--\r\n", Encoding.UTF8);
        form.Headers.Remove("Content-Type");
        form.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b");
        return form;
    }

    static async Task IsKeptAsync(Visitor user, string name, Task<HttpResponseMessage> upload)
    {
        using var response = await upload;
        var file = await response.JsonAsync();
        Assert.Equal(name, file.GetProperty("fileName").GetString());
        Assert.Equal(name, await DownloadNameAsync(user, file.GetProperty("token").GetString()!));
    }

    static async Task<string?> DownloadNameAsync(Visitor user, string token)
    {
        using var download = await user.GetAsync($"/f/{token}");
        await user.SendAsync(HttpMethod.Head, $"/f/{token}/{Uri.EscapeDataString(download.Content.Headers.ContentDisposition!.FileNameStar!)}", null)
            .HasStatusAsync(HttpStatusCode.OK);
        return download.Content.Headers.ContentDisposition!.FileNameStar;
    }
}
