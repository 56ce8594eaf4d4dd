using System.Net;
using System.Security.Cryptography;

namespace CloudBuffer.Tests.Files;

/// <summary>How owners view, list and delete their files.</summary>
public sealed class FileManagementTests(EmbeddedApp fixture)
{
    static readonly byte[] Some = RandomNumberGenerator.GetBytes(1000);

    [Fact(Timeout = 60_000)]
    public async Task An_image_is_shown_to_its_owner_only_and_is_not_counted()
    {
        using var user = await fixture.NewUserAsync();
        using var other = await fixture.NewUserAsync();
        using var picture = await user.SendAsync(
            HttpMethod.Put, "/file/load/a.png", new ByteArrayContent(Some), ("Accept", "application/json"), ("Content-Type", "image/png"));
        var token = (await picture.JsonAsync()).GetProperty("token").GetString();
        using var shown = await user.GetAsync($"/file/view?token={token}");
        Assert.Equal(Some, await shown.BytesAsync());
        Assert.Equal("image/png", shown.Content.Headers.ContentType!.MediaType);
        Assert.Null(shown.Content.Headers.ContentDisposition);
        Assert.Contains("sandbox", shown.Header("Content-Security-Policy"));
        await other.GetAsync($"/file/view?token={token}").IsProblemAsync(404, "file_not_found");
        foreach (var (name, type) in new[] { ("a.svg", "image/svg+xml"), ("a.html", "text/html"), ("a.pdf", "application/pdf"), ("a.txt", "text/plain") })
        {
            using var file = await user.SendAsync(
                HttpMethod.Put, $"/file/load/{name}", new ByteArrayContent(Some), ("Accept", "application/json"), ("Content-Type", type));
            await user.GetAsync($"/file/view?token={(await file.JsonAsync()).GetProperty("token").GetString()}").IsProblemAsync(404, "file_not_found");
        }
        using var mine = await user.GetAsync("/file/mine", ("Accept", "application/json"));
        Assert.All((await mine.JsonAsync()).EnumerateArray(), file => Assert.Equal(0, file.GetProperty("downloads").GetInt32()));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_file_of_another_user_gets_404()
    {
        var ann = await fixture.SharedUserAsync();
        var bob = await fixture.OtherSharedUserAsync();
        var file = await ann.UploadAsync("a", Some);
        await bob.SendAsync(HttpMethod.Delete, file.Path, null).IsProblemAsync(404, "file_not_found");
        await bob.PostFormAsync("/file/delete", ("token", file.Token)).IsProblemAsync(404, "file_not_found");
        await bob.GetAsync($"/file/delete?token={file.Token}").IsProblemAsync(404, "file_not_found");
        await bob.GetAsync($"/file/link?token={file.Token}").IsProblemAsync(404, "file_not_found");
        await ann.GetAsync(file.Path).HasStatusAsync(HttpStatusCode.OK);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_delete_page_changes_nothing_and_its_form_deletes()
    {
        var user = await fixture.SharedUserAsync();
        var file = await user.UploadAsync("a", Some);
        await user.GetAsync($"/file/delete?token={file.Token}").HasStatusAsync(HttpStatusCode.OK);
        await user.GetAsync(file.Path).HasStatusAsync(HttpStatusCode.OK);
        using var deleted = await user.SendAsync(
            HttpMethod.Post, "/file/delete", new FormUrlEncodedContent([new("token", file.Token)]), ("Accept", "text/html"));
        Assert.Equal(HttpStatusCode.SeeOther, deleted.StatusCode);
        Assert.Equal("/file/mine", deleted.Header("Location"));
        await user.GetAsync(file.Path).IsProblemAsync(404, "file_not_found");
    }

    [Fact(Timeout = 60_000)]
    public async Task Files_are_listed_newest_first_with_their_links()
    {
        using var user = await fixture.NewUserAsync();
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
    public async Task A_QR_code_exists_for_share_links_only()
    {
        var user = await fixture.SharedUserAsync();
        using var anonymous = fixture.NewVisitor();
        var file = await user.UploadAsync("a", Some);
        using var response = await anonymous.GetAsync($"/file/qr?token={file.Token}");
        Assert.Equal("image/svg+xml", response.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("<svg", await response.TextAsync());
        await anonymous.GetAsync("/file/qr?token=https://example.org").IsProblemAsync(404, "file_not_found");
    }
}
