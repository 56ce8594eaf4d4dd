using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace CloudBuffer.Tests.Transfers;

/// <summary>Browsers send the line breaks of a text field as CRLF. They arrive as LF; files keep their bytes.</summary>
public sealed class FormTextTests(EmbeddedApp fixture)
{
    public static TheoryData<string, string> Texts => new()
    {
        { "#!/bin/sh\r\necho 1\r\n", "#!/bin/sh\necho 1\n" },
        { "lone\rreturns\r", "lone\rreturns\r" },
        { "\r\r\n\n\r\n", "\r\n\n\n" },
        { string.Concat(Enumerable.Repeat("0123456789abcd\r\n", 5000)), string.Concat(Enumerable.Repeat("0123456789abcd\n", 5000)) },
        { string.Concat(Enumerable.Repeat("x\r\n", 20_001)), string.Concat(Enumerable.Repeat("x\n", 20_001)) },
    };

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Texts))]
    public async Task Text_fields_of_the_board_the_share_sheet_and_guests_have_line_feeds(string sent, string stored)
    {
        var user = await fixture.SharedUserAsync();
        foreach (var path in new[] { "/", "/share" })
        {
            await user.SendAsync(HttpMethod.Post, path, Field("text", sent), ("Sec-Fetch-Site", "none")).HasStatusAsync(HttpStatusCode.SeeOther);
            using var item = await user.GetAsync("/file/buffer");
            // The share sheet joins its texts without white space around them.
            Assert.Equal(path == "/" ? stored : stored.Trim(), path == "/" ? await item.TextAsync() : (await item.TextAsync()).Trim());
        }
        await user.SendAsync(HttpMethod.Post, "/guest/open", null).HasStatusAsync(HttpStatusCode.SeeOther);
        using var page = await user.GetAsync("/guest", ("Accept", "text/html"));
        var link = Regex.Match(await page.TextAsync(), "value=\"http://[^/]+(/g/[A-Za-z0-9_-]{22})\"").Groups[1].Value;
        using var guest = fixture.NewVisitor();
        await guest.SendAsync(HttpMethod.Post, link, Field("text", sent), ("Accept", "application/json")).HasStatusAsync(HttpStatusCode.Created);
        using var list = await user.GetAsync("/file/mine", ("Accept", "application/json"));
        using var message = await user.GetAsync($"/f/{(await list.JsonAsync())[0].GetProperty("token").GetString()}");
        Assert.Equal(stored, await message.TextAsync());
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Texts))]
    public async Task Files_and_raw_texts_keep_their_bytes(string sent, string _)
    {
        var user = await fixture.SharedUserAsync();
        foreach (var type in new[] { "text", "file" })
        {
            await user.SendAsync(HttpMethod.Post, "/file/buffer", Visitor.Form(("file", "a.txt", Encoding.UTF8.GetBytes(sent))), ("X-Data-Type", type))
                .HasStatusAsync(HttpStatusCode.OK);
            using var item = await user.GetAsync("/file/buffer");
            Assert.Equal(sent, await item.TextAsync());
        }
        await user.PutTextAsync(sent);
        using var raw = await user.GetAsync("/file/buffer");
        Assert.Equal(sent, await raw.TextAsync());
    }

    static MultipartFormDataContent Field(string name, string text) => new() { { new ByteArrayContent(Encoding.UTF8.GetBytes(text)), name } };
}
