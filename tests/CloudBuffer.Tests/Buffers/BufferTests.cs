using System.Net;
using System.Text;

namespace CloudBuffer.Tests.Buffers;

/// <summary>The contract of <c>/file/buffer</c>.</summary>
public abstract class BufferTests(AppFixture fixture)
{
    static readonly byte[] Some = [0, 1, 2, 255, 254, 10, 13];

    [Fact(Timeout = 60_000)]
    public async Task A_file_in_the_buffer_keeps_its_kind_name_and_bytes()
    {
        var user = await fixture.SharedUserAsync();
        await user.SendAsync(HttpMethod.Post, "/file/buffer", Visitor.Form(("file", "Übersicht 1.pdf", Some)), ("X-Data-Type", "file"))
            .HasStatusAsync(HttpStatusCode.OK);
        using var response = await user.GetAsync("/file/buffer");
        Assert.Equal("file", response.Header("X-Data-Type"));
        Assert.Equal("Übersicht 1.pdf", response.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition.DispositionType);
        Assert.Equal(Some, await response.BytesAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_text_in_the_buffer_is_returned_as_text()
    {
        var user = await fixture.SharedUserAsync();
        using var put = await user.PutTextAsync("Grüße 👋\nzwei");
        var json = await put.JsonAsync();
        Assert.Equal(0, json.GetProperty("code").GetInt32());
        Assert.Equal("ok", json.GetProperty("message").GetString());
        var life = json.GetProperty("expiresAt").GetDateTimeOffset() - DateTimeOffset.UtcNow;
        Assert.InRange(life, TimeSpan.FromMinutes(118), TimeSpan.FromHours(2));
        using var response = await user.GetAsync("/file/buffer");
        Assert.Equal("text", response.Header("X-Data-Type"));
        Assert.Equal("text/plain; charset=utf-8", response.Header("Content-Type"));
        Assert.Equal($"\"{json.GetProperty("version").GetString()}\"", response.Header("ETag"));
        Assert.Equal("Grüße 👋\nzwei", await response.TextAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task Each_write_leaves_exactly_one_item_in_the_buffer()
    {
        var user = await fixture.SharedUserAsync();
        var mine = $"select count(*) from Buffers join Users on Users.Id = OwnerId where UserName = '{user.Name}'";
        for (int i = 0; i < 5; i++)
        {
            await (i % 2 == 0 ? user.PutTextAsync($"text {i}") : user.PutFileAsync($"{i}.bin", Some)).HasStatusAsync(HttpStatusCode.OK);
            Assert.Equal(1, fixture.App.Query(mine));
            using var response = await user.GetAsync("/file/buffer");
            Assert.Equal(i % 2 == 0 ? "text" : "file", response.Header("X-Data-Type"));
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task The_buffer_supports_conditional_and_range_requests()
    {
        var user = await fixture.SharedUserAsync();
        await user.PutTextAsync("0123456789");
        using var first = await user.GetAsync("/file/buffer");
        using var same = await user.GetAsync("/file/buffer", ("If-None-Match", first.Header("ETag")));
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        using var part = await user.GetAsync("/file/buffer", ("Range", "bytes=2-4"));
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal("234", await part.TextAsync());
        await user.PutTextAsync("0123456789");
        using var changed = await user.GetAsync("/file/buffer", ("If-None-Match", first.Header("ETag")));
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
    }

    [Fact(Timeout = 60_000)]
    public async Task Deleting_the_buffer_is_idempotent()
    {
        var user = await fixture.SharedUserAsync();
        await user.PutTextAsync("x");
        await user.SendAsync(HttpMethod.Delete, "/file/buffer", null).HasStatusAsync(HttpStatusCode.NoContent);
        await user.SendAsync(HttpMethod.Delete, "/file/buffer", null).HasStatusAsync(HttpStatusCode.NoContent);
        await user.GetAsync("/file/buffer").IsProblemAsync(404, "buffer_empty");
    }

    [Fact(Timeout = 60_000)]
    public async Task Each_user_has_a_separate_buffer()
    {
        var ann = await fixture.SharedUserAsync();
        var bob = await fixture.OtherSharedUserAsync();
        await ann.PutTextAsync("of ann");
        await bob.GetAsync("/file/buffer").IsProblemAsync(404, "buffer_empty");
        await bob.PutTextAsync("of bob");
        await bob.SendAsync(HttpMethod.Delete, "/file/buffer", null);
        using var response = await ann.GetAsync("/file/buffer");
        Assert.Equal("of ann", await response.TextAsync());
    }

    [Fact(Timeout = 120_000)]
    public async Task Concurrent_reads_and_writes_return_one_complete_item()
    {
        var user = await fixture.SharedUserAsync();
        await user.PutTextAsync(new string('a', 100_000));
        var writers = Enumerable.Range(0, 16).Select(async writer =>
        {
            for (int i = 0; i < 5; i++)
                await user.PutTextAsync(new string((char)('a' + writer), 100_000 + writer)).HasStatusAsync(HttpStatusCode.OK);
        }).ToList();
        var readers = Enumerable.Range(0, 4).Select(async _ =>
        {
            int read = 0;
            for (; !writers.All(writer => writer.IsCompleted); read++)
            {
                using var response = await user.GetAsync("/file/buffer");
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                var text = await response.TextAsync();
                Assert.Equal(text, new string(text[0], 100_000 + text[0] - 'a'));
            }
            return read;
        }).ToList();
        await Task.WhenAll(writers);
        Assert.True((await Task.WhenAll(readers)).Sum() > 0);
        await user.PutTextAsync("last").HasStatusAsync(HttpStatusCode.OK);
        using var last = await user.GetAsync("/file/buffer");
        Assert.Equal("last", await last.TextAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task The_forms_of_the_board_work_without_JavaScript()
    {
        var user = await fixture.SharedUserAsync();
        using var text = await user.SendAsync(HttpMethod.Post, "/", Visitor.Form(("text", null, Encoding.UTF8.GetBytes("<b>typed</b>"))));
        Assert.Equal(HttpStatusCode.SeeOther, text.StatusCode);
        using var page = await user.GetAsync("/");
        Assert.Contains("&lt;b&gt;typed&lt;/b&gt;", await page.TextAsync());
        await user.SendAsync(HttpMethod.Post, "/", Visitor.Form(("file", "a.txt", Some))).HasStatusAsync(HttpStatusCode.SeeOther);
        using var file = await user.GetAsync("/file/buffer");
        Assert.Equal(Some, await file.BytesAsync());
        await user.SendAsync(HttpMethod.Post, "/clear", null).HasStatusAsync(HttpStatusCode.SeeOther);
        await user.GetAsync("/file/buffer").IsProblemAsync(404, "buffer_empty");
    }

    public sealed class OnEmbeddedRedis(EmbeddedApp fixture) : BufferTests(fixture);

    public sealed class OnRedisServer(RedisApp fixture) : BufferTests(fixture);
}
