using System.Net.Http.Headers;

namespace CloudBuffer.Tests.Transfers;

/// <summary>The type of a file: the client's or that of its extension is shown, a harmless one is sent.</summary>
public sealed class ContentTypeTests(EmbeddedApp fixture)
{
    const string Unknown = "application/octet-stream";

    [Theory(Timeout = 60_000)]
    [InlineData("photo.PNG", null, "image/png", true)]
    [InlineData("film.mp4", Unknown, "video/mp4", true)]
    [InlineData("a.pdf", null, "application/pdf", true)]
    [InlineData("a.docx", null, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", true)]
    [InlineData("a.ods", null, "application/vnd.oasis.opendocument.spreadsheet", true)]
    [InlineData("a.bin", "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text", true)]
    [InlineData("a.woff2", null, "font/woff2", true)]
    [InlineData("a.tar.gz", "application/gzip", "application/gzip", true)]
    [InlineData("notes.md", null, "text/markdown", true)]
    [InlineData("song.flac", null, "audio/flac", true)]
    [InlineData("film.MKV", null, "video/matroska", true)]
    [InlineData("ann.vcf", null, "text/vcard", true)]
    [InlineData("a.tgz", Unknown, "application/gzip", true)]
    [InlineData("a.ttf", null, "font/ttf", true)]
    [InlineData("p.png", "application/x-www-form-urlencoded", "image/png", true)]
    [InlineData("noextension", null, Unknown, true)]
    [InlineData("a.unknownextension", null, Unknown, true)]
    [InlineData("a.png", "rubbish", "image/png", true)]
    [InlineData("a.html", null, "text/html", false)]
    [InlineData("a.txt", "text/html; charset=utf-8", "text/html", false)]
    [InlineData("a.svg", null, "image/svg+xml", false)]
    [InlineData("a.js", null, "text/javascript", false)]
    [InlineData("a.xhtml", null, "application/xhtml+xml", false)]
    [InlineData("a.ps", "application/postscript", "application/postscript", false)]
    [InlineData("a", "application/vnd.evil+xml", "application/vnd.evil+xml", false)]
    [InlineData("a", "image/x+xml", "image/x+xml", false)]
    [InlineData("a", "application/wasm", "application/wasm", false)]
    [InlineData("a", "text/css", "text/css", false)]
    [InlineData("a.m3u8", "audio/x-mpegurl", "audio/x-mpegurl", false)]
    [InlineData("a", "video/vnd.mpeg.dash.mpd", "video/vnd.mpeg.dash.mpd", false)]
    public async Task A_type_is_shown_as_it_is_and_sent_only_if_no_browser_runs_it(string name, string? sent, string shown, bool isServed)
    {
        var user = await fixture.SharedUserAsync();
        foreach (var way in new[] { "/file/load/", "/file/buffer/" })
        {
            using var body = new ByteArrayContent([1, 2, 3]);
            if (sent is not null)
                body.Headers.TryAddWithoutValidation("Content-Type", sent);
            using var stored = await user.SendAsync(HttpMethod.Put, way + name, body, ("X-Data-Type", "file"), ("Accept", "application/json"));
            var json = await stored.JsonAsync();
            if (way == "/file/load/")
                Assert.Equal(shown, json.GetProperty("contentType").GetString());
            using var download = await user.GetAsync(way == "/file/load/" ? $"/f/{json.GetProperty("token").GetString()}" : "/file/buffer");
            Assert.Equal(MediaTypeHeaderValue.Parse(isServed ? shown : Unknown), download.Content.Headers.ContentType);
            Assert.Equal("attachment", download.Content.Headers.ContentDisposition!.DispositionType);
            Assert.Equal("nosniff", download.Header("X-Content-Type-Options"));
        }
    }
}
