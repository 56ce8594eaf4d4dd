using System.Net;
using System.Text;

namespace CloudBuffer.Tests.ShareTargets;

/// <summary>Texts and files from a phone's share sheet.</summary>
public sealed class ShareTargetTests(EmbeddedApp fixture)
{
    // What Chromium sends when something is shared: a navigation without an initiating site.
    static readonly (string, string)[] FromTheSystem = [("Sec-Fetch-Site", "none"), ("Sec-Fetch-Mode", "navigate"), ("Accept", "text/html")];

    [Fact(Timeout = 60_000)]
    public async Task Three_shared_files_become_three_share_links()
    {
        using var user = await fixture.NewUserAsync();
        await user.PutTextAsync("stays");
        using var form = Visitor.Form(("file", "1.jpg", [1]), ("file", "2.jpg", [2]), ("file", "3.jpg", [3]));
        form.Add(Field("a caption"), "text");
        using var response = await user.SendAsync(HttpMethod.Post, "/share", form, FromTheSystem);
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Equal("/", response.Header("Location"));
        using var mine = await user.GetAsync("/file/mine", ("Accept", "application/json"));
        Assert.Equal(["3.jpg", "2.jpg", "1.jpg"], (await mine.JsonAsync()).EnumerateArray().Select(file => file.GetProperty("fileName").GetString()));
        using var buffer = await user.GetAsync("/file/buffer");
        Assert.Equal("stays", await buffer.TextAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_shared_text_and_URL_are_stored_in_the_buffer_without_duplicates()
    {
        var user = await fixture.SharedUserAsync();
        using var form = new MultipartFormDataContent
        {
            { Field("Grüße"), "title" },
            { Field("https://example.org/"), "text" },
            { Field("https://example.org/"), "url" },
        };
        await user.SendAsync(HttpMethod.Post, "/share", form, FromTheSystem).HasStatusAsync(HttpStatusCode.SeeOther);
        using var buffer = await user.GetAsync("/file/buffer");
        Assert.Equal("Grüße\nhttps://example.org/", await buffer.TextAsync());
    }

    [Theory(Timeout = 60_000)]
    [InlineData(null, "text.txt", "text/plain")]
    [InlineData("ä.pdf", "ä.pdf", "application/pdf")]
    public async Task The_buffer_can_be_shared_as_a_link_and_stays(string? name, string linkName, string contentType)
    {
        using var user = await fixture.NewUserAsync();
        using var other = fixture.NewVisitor();
        await user.SendAsync(HttpMethod.Post, "/share/buffer", null).IsProblemAsync(404, "buffer_empty");
        await (name is null ? user.PutTextAsync("hello") : user.PutFileAsync(name, "hello"u8.ToArray())).HasStatusAsync(HttpStatusCode.OK);
        using var response = await user.SendAsync(HttpMethod.Post, "/share/buffer", null, FromTheSystem);
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        using var link = await other.GetAsync($"/f/{response.Header("Location").Split("token=")[1]}");
        Assert.Equal("hello", await link.TextAsync());
        Assert.Equal(linkName, link.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.Equal(contentType, link.Content.Headers.ContentType!.MediaType);
        using var buffer = await user.GetAsync("/file/buffer");
        Assert.Equal("hello", await buffer.TextAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task Shared_texts_may_have_128_KiB_together()
    {
        using var user = await fixture.NewUserAsync();
        using var form = new MultipartFormDataContent();
        for (int i = 0; i < 3; i++)
            form.Add(Field(new string((char)('a' + i), 50 * 1024)), "text");
        await user.SendAsync(HttpMethod.Post, "/share", form, ("Accept", "application/json")).IsProblemAsync(413, "too_large");
        await user.GetAsync("/file/buffer").IsProblemAsync(404, "buffer_empty");
    }

    [Fact(Timeout = 60_000)]
    public async Task An_empty_or_cross_site_share_is_rejected()
    {
        var user = await fixture.SharedUserAsync();
        using var empty = new MultipartFormDataContent { { Field(""), "text" } };
        await user.SendAsync(HttpMethod.Post, "/share", empty).IsProblemAsync(400, "file_missing");
        using var form = new MultipartFormDataContent { { Field("evil"), "text" } };
        await user.SendAsync(HttpMethod.Post, "/share", form, ("Sec-Fetch-Site", "cross-site")).IsProblemAsync(403, "cross_site");
        using var anonymous = fixture.NewVisitor();
        using var again = new MultipartFormDataContent { { Field("x"), "text" } };
        using var asked = await anonymous.SendAsync(HttpMethod.Post, "/share", again, FromTheSystem);
        Assert.Equal(HttpStatusCode.Redirect, asked.StatusCode);
    }

    static ByteArrayContent Field(string text) => new(Encoding.UTF8.GetBytes(text));
}
