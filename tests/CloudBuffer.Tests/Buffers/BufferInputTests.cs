using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace CloudBuffer.Tests.Buffers;

/// <summary>What <c>/file/buffer</c> accepts and rejects.</summary>
public sealed class BufferInputTests(EmbeddedApp fixture)
{
    static readonly byte[] Some = [0, 1, 2, 255, 254, 10, 13];

    [Fact(Timeout = 60_000)]
    public async Task A_raw_body_takes_its_name_from_path_query_or_header()
    {
        var user = await fixture.SharedUserAsync();
        await NamedAsync(user, "Straße.txt", user.PutFileAsync("Straße.txt", Some));
        await NamedAsync(user, "b.txt", user.SendAsync(HttpMethod.Post, "/file/buffer?filename=b.txt", new ByteArrayContent(Some), ("X-Data-Type", "file")));
        await NamedAsync(user, "ç.txt", user.SendAsync(HttpMethod.Post, "/file/buffer", new ByteArrayContent(Some),
            ("X-Data-Type", "file"), ("Content-Disposition", "attachment; filename*=UTF-8''%C3%A7.txt")));
    }

    [Theory(Timeout = 60_000)]
    [InlineData(null, 400, "data_type_missing")]
    [InlineData("picture", 400, "data_type_unknown")]
    [InlineData("0", 400, "data_type_unknown")]
    [InlineData("text,file", 400, "data_type_unknown")]
    [InlineData("file", 400, "filename_missing")]
    public async Task An_invalid_data_type_gets_400(string? kind, int status, string code)
    {
        var user = await fixture.SharedUserAsync();
        await user.SendAsync(HttpMethod.Delete, "/file/buffer", null).HasStatusAsync(HttpStatusCode.NoContent);
        await user.SendAsync(HttpMethod.Post, "/file/buffer", new ByteArrayContent(Some), kind is null ? [] : [("X-Data-Type", kind)])
            .IsProblemAsync(status, code);
        await user.GetAsync("/file/buffer").IsProblemAsync(404, "buffer_empty");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_form_for_the_buffer_needs_exactly_one_file_part()
    {
        var user = await fixture.SharedUserAsync();
        await user.PutTextAsync("before");
        await user.SendAsync(HttpMethod.Post, "/file/buffer", Visitor.Form(("other", null, Some)), ("X-Data-Type", "file")).IsProblemAsync(400, "file_count");
        await user.SendAsync(HttpMethod.Post, "/file/buffer", Visitor.Form(("file", "a", Some), ("file", "b", Some)), ("X-Data-Type", "file"))
            .IsProblemAsync(400, "file_count");
        await user.SendAsync(HttpMethod.Post, "/file/buffer", Visitor.Form(("file", null, Some)), ("X-Data-Type", "file"))
            .IsProblemAsync(400, "filename_missing");
        await user.PutFileAsync(new string('x', 256), Some).IsProblemAsync(400, "filename_too_long");
        using var response = await user.GetAsync("/file/buffer");
        Assert.Equal("before", await response.TextAsync());
    }

    [Theory(Timeout = 60_000)]
    [InlineData(new byte[] { 0xC3 })]
    [InlineData(new byte[] { 0xFF, 0xFE, 65 })]
    [InlineData(new byte[] { 65, 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xC0, 0xAF })]
    [InlineData(new byte[] { 0xF0, 0x9F, 0x91 })]
    public async Task A_text_that_is_not_UTF8_gets_400(byte[] bytes)
    {
        var user = await fixture.SharedUserAsync();
        await user.SendAsync(HttpMethod.Put, "/file/buffer", new ByteArrayContent(bytes), ("X-Data-Type", "text")).IsProblemAsync(400, "text_invalid");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_long_text_of_multibyte_characters_is_stored()
    {
        var user = await fixture.SharedUserAsync();
        var text = string.Concat(Enumerable.Repeat("aß€👋", 200_000));
        await user.PutTextAsync(text).HasStatusAsync(HttpStatusCode.OK);
        using var response = await user.GetAsync("/file/buffer");
        Assert.Equal(text, await response.TextAsync());
        await user.PutTextAsync("").HasStatusAsync(HttpStatusCode.OK);
        using var empty = await user.GetAsync("/file/buffer");
        Assert.Equal(HttpStatusCode.OK, empty.StatusCode);
        Assert.Empty(await empty.BytesAsync());
    }

    [Theory(Timeout = 60_000)]
    [InlineData("utf-16", new byte[] { 0xFF, 0xFE, 0xFC, 0, 0x0D, 0, 0x0A, 0 }, "ü\r\n")]
    [InlineData("UTF-16", new byte[] { 0xFE, 0xFF, 0, 0xFC }, "ü")]
    [InlineData("utf-16", new byte[] { 0xFC, 0 }, "ü")]
    [InlineData("utf-16le", new byte[] { 0xFC, 0 }, "ü")]
    [InlineData("utf-16be", new byte[] { 0, 0xFC }, "ü")]
    [InlineData("utf-32", new byte[] { 0xFC, 0, 0, 0 }, "ü")]
    [InlineData("utf-32", new byte[] { 0xFF, 0xFE, 0, 0, 0xFC, 0, 0, 0 }, "ü")]
    [InlineData("utf-32", new byte[] { 0, 0, 0xFE, 0xFF, 0, 0, 0, 0xFC }, "ü")]
    [InlineData("utf-16be", new byte[] { 0x0D, 0x0A, 0, 0x0D, 0, 0x0A }, "\u0D0A\r\n")]
    [InlineData("\"iso-8859-1\"", new byte[] { 0xFC }, "ü")]
    [InlineData("utf-8", new byte[] { 0xC3, 0xBC }, "ü")]
    [InlineData("us-ascii", new byte[] { 0x61 }, "a")]
    [InlineData("utf-16", new byte[0], "")]
    public async Task A_text_in_another_charset_is_stored_in_UTF8(string charset, byte[] bytes, string text)
    {
        var user = await fixture.SharedUserAsync();
        foreach (var dataType in new[] { "text", "auto" })
        {
            await PutInCharsetAsync(user, charset, bytes, dataType).HasStatusAsync(HttpStatusCode.OK);
            using var response = await user.GetAsync("/file/buffer");
            Assert.Equal("text", response.Header("X-Data-Type"));
            Assert.Equal(text, Encoding.UTF8.GetString(await response.BytesAsync()));
        }
        // Forms send line breaks as CRLF.
        using var form = new MultipartFormDataContent { { InCharset(charset, bytes), "text" } };
        await user.SendAsync(HttpMethod.Post, "/", form).HasStatusAsync(HttpStatusCode.SeeOther);
        using var item = await user.GetAsync("/file/buffer");
        Assert.Equal(text.Replace("\r\n", "\n"), Encoding.UTF8.GetString(await item.BytesAsync()));
    }

    [Fact(Timeout = 60_000)]
    public async Task Bytes_in_an_unknown_charset_are_detected_as_a_file()
    {
        var user = await fixture.SharedUserAsync();
        await PutInCharsetAsync(user, "binary", [0xFC, 0], "auto").HasStatusAsync(HttpStatusCode.OK);
        using var response = await user.GetAsync("/file/buffer");
        Assert.Equal([0xFC, 0], await response.BytesAsync());
    }

    [Theory(Timeout = 60_000)]
    [InlineData("utf-99", new byte[] { 65 }, 415, "charset_unsupported")]
    [InlineData("utf-7", new byte[] { 65 }, 415, "charset_unsupported")]
    [InlineData("utf-16", new byte[] { 0xFF, 0xFE, 65 }, 400, "text_invalid")] // half a character
    [InlineData("utf-16", new byte[] { 0xFF, 0xFE, 0, 0xD8, 65, 0 }, 400, "text_invalid")] // half a surrogate pair
    [InlineData("utf-8", new byte[] { 0xFC }, 400, "text_invalid")]
    public async Task A_text_that_its_charset_does_not_allow_is_refused(string charset, byte[] bytes, int status, string code)
    {
        var user = await fixture.SharedUserAsync();
        await PutInCharsetAsync(user, charset, bytes).IsProblemAsync(status, code);
    }

    static Task<HttpResponseMessage> PutInCharsetAsync(Visitor user, string charset, byte[] bytes, string dataType = "text") =>
        user.SendAsync(HttpMethod.Put, "/file/buffer", InCharset(charset, bytes), ("X-Data-Type", dataType), ("Accept", "application/json"));

    static ByteArrayContent InCharset(string charset, byte[] bytes)
    {
        var body = new ByteArrayContent(bytes);
        body.Headers.TryAddWithoutValidation("Content-Type", $"text/plain; charset={charset}");
        return body;
    }

    [Fact(Timeout = 60_000)]
    public async Task An_executable_content_type_is_not_returned()
    {
        var user = await fixture.SharedUserAsync();
        const string neutral = "application/octet-stream";
        var types = new[] { ("text/html", neutral), ("image/svg+xml", neutral), ("application/pdf", "application/pdf"), ("rubbish", neutral) };
        foreach (var (sent, served) in types)
        {
            using var body = new ByteArrayContent(Some);
            body.Headers.TryAddWithoutValidation("Content-Type", sent);
            await user.SendAsync(HttpMethod.Put, "/file/buffer/x", body, ("X-Data-Type", "file"));
            using var response = await user.GetAsync("/file/buffer");
            Assert.Equal(MediaTypeHeaderValue.Parse(served), response.Content.Headers.ContentType);
        }
    }

    static async Task NamedAsync(Visitor user, string name, Task<HttpResponseMessage> put)
    {
        await put.HasStatusAsync(HttpStatusCode.OK);
        using var response = await user.GetAsync("/file/buffer");
        Assert.Equal(name, response.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.Equal(Some, await response.BytesAsync());
    }
}
