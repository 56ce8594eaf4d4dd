using System.IO.Pipelines;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CloudBuffer.Tests.Uploads;

namespace CloudBuffer.Tests.ReceiveLinks;

/// <summary>Receive links: people without an account send files.</summary>
public sealed class ReceiveLinkTests(EmbeddedApp fixture)
{
    [Fact(Timeout = 60_000)]
    public async Task A_file_from_a_guest_belongs_to_the_owner_and_is_marked()
    {
        using var user = await fixture.NewUserAsync();
        using var guest = fixture.NewVisitor();
        var path = await OpenAsync(user);
        using (var page = await guest.GetAsync(path, ("Accept", "text/html")))
        {
            var html = await page.TextAsync();
            Assert.Contains($"Send to {user.Name}", html);
            Assert.DoesNotContain(user.Email, html);
        }
        using var form = Visitor.Form(("file", "a.pdf", [1, 2]), ("file", "b.pdf", [3]));
        form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes("Grüße")), "text");
        using var sent = await guest.SendAsync(HttpMethod.Post, path, form, ("Accept", "text/html"));
        Assert.Contains($"Sent to {user.Name}", await sent.TextAsync());

        var files = await MineAsync(user);
        Assert.Equal(["Message.txt", "b.pdf", "a.pdf"], files.Select(file => file.GetProperty("fileName").GetString()));
        Assert.All(files, file => Assert.True(file.GetProperty("isFromGuest").GetBoolean()));
        using var text = await user.GetAsync($"/f/{files[0].GetProperty("token").GetString()}");
        Assert.Equal("Grüße", await text.TextAsync());
        Assert.Equal(7, Remaining(user, "Files"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Unknown_revoked_and_expired_receive_links_get_the_same_404()
    {
        using var user = await fixture.NewUserAsync();
        using var guest = fixture.NewVisitor();
        var closed = await OpenAsync(user);
        await user.SendAsync(HttpMethod.Post, "/guest/close", null).HasStatusAsync(HttpStatusCode.SeeOther);
        var late = await OpenAsync(user);
        Expire(user);
        foreach (var path in new[] { "/g/AAAAAAAAAAAAAAAAAAAAAA", closed, late })
        {
            await guest.GetAsync(path, ("Accept", "application/json")).IsProblemAsync(404, "guest_link_ended");
            await guest.SendAsync(HttpMethod.Post, path, Visitor.Form(("file", "a", [1])), ("Accept", "application/json"))
                .IsProblemAsync(404, "guest_link_ended");
        }
        Assert.Empty(await MineAsync(user));
        await user.SendAsync(HttpMethod.Post, "/guest/extend", null).IsProblemAsync(404, "guest_link_ended");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_receive_link_accepts_ten_files_also_in_parallel()
    {
        using var user = await fixture.NewUserAsync();
        using var guest = fixture.NewVisitor();
        var path = await OpenAsync(user);
        var responses = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            guest.SendAsync(HttpMethod.Post, path, Visitor.Form(("file", $"{i}", [1])), ("Accept", "application/json"))));
        Assert.Equal(10, responses.Count(response => response.StatusCode == HttpStatusCode.Created));
        Assert.Equal(10, (await MineAsync(user)).Count);
        await guest.GetAsync(path, ("Accept", "application/json")).IsProblemAsync(404, "guest_link_ended");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_guest_cannot_evict_files_of_the_owner()
    {
        using var user = await fixture.NewUserAsync();
        using var guest = fixture.NewVisitor();
        for (int i = 0; i < 20; i++)
            await user.UploadAsync($"mine {i}", [1]);
        var path = await OpenAsync(user);
        await guest.SendAsync(HttpMethod.Post, path, Visitor.Form(("file", "a", [1])), ("Accept", "application/json")).IsProblemAsync(409, "receiver_full");
        Assert.All(await MineAsync(user), file => Assert.StartsWith("mine", file.GetProperty("fileName").GetString()));
        // A failed upload does not count.
        Assert.Equal(10, Remaining(user, "Files"));
        Assert.Equal(2L << 30, Remaining(user, "Bytes"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_file_larger_than_a_receive_link_accepts_gets_413()
    {
        using var user = await fixture.NewUserAsync();
        using var guest = fixture.NewVisitor();
        var path = await OpenAsync(user);
        fixture.App.Execute($"update ReceiveLinks set RemainingBytes = 1000 where OwnerId = (select Id from Users where UserName = '{user.Name}')");
        await guest.SendAsync(HttpMethod.Post, path, Visitor.Form(("file", "a", new byte[2000])), ("Accept", "application/json"))
            .IsProblemAsync(413, "too_large");
        using var chunked = Visitor.Form(("file", "a", new byte[2000]));
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = chunked };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.Add("Accept", "application/json");
        await guest.Http.SendAsync(request, TestContext.Current.CancellationToken).IsProblemAsync(413, "too_large");
        Assert.Empty(await MineAsync(user));
        await guest.SendAsync(HttpMethod.Post, path, Visitor.Form(("file", "a", new byte[100])), ("Accept", "application/json"))
            .HasStatusAsync(HttpStatusCode.Created);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_new_receive_link_replaces_the_old_one()
    {
        using var user = await fixture.NewUserAsync();
        using var guest = fixture.NewVisitor();
        var old = await OpenAsync(user);
        var path = await OpenAsync(user);
        await guest.GetAsync(old, ("Accept", "application/json")).IsProblemAsync(404, "guest_link_ended");
        using var empty = new MultipartFormDataContent { { new ByteArrayContent([]), "text" } };
        await guest.SendAsync(HttpMethod.Post, path, empty, ("Accept", "application/json")).IsProblemAsync(400, "file_missing");
        await guest.SendAsync(HttpMethod.Post, path, Visitor.Form(("file", "a", [1])), ("Sec-Fetch-Site", "cross-site")).IsProblemAsync(403, "cross_site");
        Assert.DoesNotContain(path[3..], fixture.App.Log);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_running_upload_fails_when_its_receive_link_is_closed()
    {
        using var user = await fixture.NewUserAsync();
        using var guest = fixture.NewVisitor();
        var (body, sent) = await BeginAsync(guest, await OpenAsync(user));
        await user.SendAsync(HttpMethod.Post, "/guest/close", null).HasStatusAsync(HttpStatusCode.SeeOther);
        await EndAsync(body);
        await sent.IsProblemAsync(404, "guest_link_ended");
        Assert.Empty(await MineAsync(user));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_running_upload_completes_when_its_receive_link_expires()
    {
        using var user = await fixture.NewUserAsync();
        using var guest = fixture.NewVisitor();
        var (body, sent) = await BeginAsync(guest, await OpenAsync(user));
        Expire(user);
        await EndAsync(body);
        await sent.HasStatusAsync(HttpStatusCode.Created);
        Assert.Single(await MineAsync(user));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_running_upload_fails_an_hour_after_its_receive_link_expired()
    {
        using var user = await fixture.NewUserAsync();
        using var guest = fixture.NewVisitor();
        var (body, sent) = await BeginAsync(guest, await OpenAsync(user));
        Expire(user, secondsAgo: 3601);
        await EndAsync(body);
        await sent.IsProblemAsync(404, "guest_link_ended");
        Assert.Empty(await MineAsync(user));
    }

    [Fact(Timeout = 60_000)]
    public async Task Guests_who_stall_leave_the_receive_link_to_others()
    {
        using var user = await fixture.NewUserAsync();
        using var stalled = fixture.NewVisitor();
        using var guest = fixture.NewVisitor();
        var path = await OpenAsync(user);
        var uploads = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => BeginAsync(stalled, path)));
        await Eventually.True("each has reserved one step", () => Remaining(user, "Bytes") == (2L << 30) - (10 << 20));
        using (var page = await user.GetAsync("/guest", ("Accept", "text/html")))
            Assert.Contains(path, await page.TextAsync());
        await guest.SendAsync(HttpMethod.Post, path, Visitor.Form(("file", "a", new byte[1000])), ("Accept", "application/json"))
            .HasStatusAsync(HttpStatusCode.Created);
        // The link is used up by the first nine of them.
        foreach (var (body, _) in uploads)
            await EndAsync(body);
        var responses = await Task.WhenAll(uploads.Select(upload => upload.Sent));
        Assert.Equal(9, responses.Count(response => response.StatusCode == HttpStatusCode.Created));
        Assert.Equal(1, responses.Count(response => response.StatusCode == HttpStatusCode.NotFound));
        Assert.Equal((2L << 30) - 1000 - (9 * 200_000), Remaining(user, "Bytes"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_running_upload_ends_when_the_owner_closes_the_receive_link()
    {
        using var user = await fixture.NewUserAsync();
        using var guest = fixture.NewVisitor();
        var path = await OpenAsync(user);
        var sent = TrickleRequest.SendAsync(
            guest, fixture.App.Address, $"POST {path}\nContent-Type: multipart/form-data; boundary=b", 100, 1000, TimeSpan.FromMilliseconds(200),
            "--b\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\n", "\r\n--b--\r\n");
        await Eventually.True("bytes are reserved", () => Remaining(user, "Bytes") < 2L << 30);
        await user.SendAsync(HttpMethod.Post, "/guest/close", null).HasStatusAsync(HttpStatusCode.SeeOther);
        Assert.Equal(404, (await sent).Status);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_form_has_at_most_60_parts()
    {
        using var user = await fixture.NewUserAsync();
        using var guest = fixture.NewVisitor();
        var path = await OpenAsync(user);
        var parts = Enumerable.Repeat(("unknown", (string?)null, Array.Empty<byte>()), 60).ToArray();
        await guest.SendAsync(HttpMethod.Post, path, Visitor.Form([.. parts, ("file", "a", [1])]), ("Accept", "application/json"))
            .IsProblemAsync(400, "too_many_files");
        await guest.SendAsync(HttpMethod.Post, path, Visitor.Form([.. parts[1..], ("file", "a", [1])]), ("Accept", "application/json"))
            .HasStatusAsync(HttpStatusCode.Created);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_partly_accepted_form_reports_what_arrived()
    {
        using var user = await fixture.NewUserAsync();
        using var guest = fixture.NewVisitor();
        var path = await OpenAsync(user);
        fixture.App.Execute($"update ReceiveLinks set RemainingFiles = 1 where OwnerId = (select Id from Users where UserName = '{user.Name}')");
        using var refused = await guest.SendAsync(HttpMethod.Post, path, Visitor.Form(("file", "a", [1]), ("file", "b", [2])), ("Accept", "application/json"));
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        Assert.StartsWith("The first file arrived.", (await refused.JsonAsync()).GetProperty("detail").GetString());
        Assert.Single(await MineAsync(user));
    }

    // Sends a file except for its end.
    static async Task<(Pipe Body, Task<HttpResponseMessage> Sent)> BeginAsync(Visitor guest, string path)
    {
        var body = new Pipe();
        var content = new StreamContent(body.Reader.AsStream());
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b");
        var sent = guest.SendAsync(HttpMethod.Post, path, content, ("Accept", "application/json"));
        await body.Writer.WriteAsync("--b\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        // More than the client buffers before it sends.
        await body.Writer.WriteAsync(new byte[200_000], TestContext.Current.CancellationToken);
        await Task.Delay(500, TestContext.Current.CancellationToken);
        return (body, sent);
    }

    static async Task EndAsync(Pipe body)
    {
        await body.Writer.WriteAsync("\r\n--b--\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        await body.Writer.CompleteAsync();
    }

    static async Task<string> OpenAsync(Visitor user)
    {
        await user.SendAsync(HttpMethod.Post, "/guest/open", null).HasStatusAsync(HttpStatusCode.SeeOther);
        using var page = await user.GetAsync("/guest", ("Accept", "text/html"));
        return Regex.Match(await page.TextAsync(), "value=\"http://[^/]+(/g/[A-Za-z0-9_-]{22})\"").Groups[1].Value;
    }

    long Remaining(Visitor user, string unit) =>
        fixture.App.Query($"select Remaining{unit} from ReceiveLinks where OwnerId = (select Id from Users where UserName = '{user.Name}')");

    void Expire(Visitor user, int secondsAgo = 1)
    {
        var past = DateTimeOffset.UtcNow.AddSeconds(-secondsAgo).ToUnixTimeMilliseconds();
        fixture.App.Execute($"update ReceiveLinks set ExpiresAt = {past} where OwnerId = (select Id from Users where UserName = '{user.Name}')");
    }

    static async Task<List<JsonElement>> MineAsync(Visitor user)
    {
        using var mine = await user.GetAsync("/file/mine", ("Accept", "application/json"));
        return [.. (await mine.JsonAsync()).EnumerateArray()];
    }
}
