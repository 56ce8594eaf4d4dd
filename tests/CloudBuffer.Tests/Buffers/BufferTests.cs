using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace CloudBuffer.Tests.Buffers;

/// <summary>The contract of <c>/file/buffer</c>.</summary>
public abstract class BufferTests(RunningApp running)
{
    static readonly byte[] Some = [0, 1, 2, 255, 254, 10, 13];

    [Fact(Timeout = 60_000)]
    public async Task A_file_comes_back_with_its_kind_name_and_bytes()
    {
        using var user = await running.NewUserAsync();
        await user.SendAsync(HttpMethod.Post, "/file/buffer", Visitor.Form(("file", "Übersicht 1.pdf", Some)), ("X-Data-Type", "file")).HasStatusAsync(HttpStatusCode.OK);
        using var answer = await user.GetAsync("/file/buffer");
        Assert.Equal("file", answer.Header("X-Data-Type"));
        Assert.Equal("Übersicht 1.pdf", answer.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition.DispositionType);
        Assert.Equal(Some, await answer.BytesAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task Text_comes_back_as_text()
    {
        using var user = await running.NewUserAsync();
        using var put = await user.PutTextAsync("Grüße 👋\nzwei");
        var json = await put.JsonAsync();
        Assert.Equal(0, json.GetProperty("code").GetInt32());
        Assert.Equal("ok", json.GetProperty("message").GetString());
        var life = json.GetProperty("expiresAt").GetDateTimeOffset() - DateTimeOffset.UtcNow;
        Assert.InRange(life, TimeSpan.FromMinutes(118), TimeSpan.FromHours(2));
        using var answer = await user.GetAsync("/file/buffer");
        Assert.Equal("text", answer.Header("X-Data-Type"));
        Assert.Equal("text/plain; charset=utf-8", answer.Header("Content-Type"));
        Assert.Equal($"\"{json.GetProperty("version").GetString()}\"", answer.Header("ETag"));
        Assert.Equal("Grüße 👋\nzwei", await answer.TextAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task Five_overwrites_of_mixed_kinds_each_leave_exactly_one_thing()
    {
        using var user = await running.NewUserAsync();
        var mine = $"select count(*) from Buffers join Users on Users.Id = OwnerId where UserName = '{user.Name}'";
        for (int i = 0; i < 5; i++)
        {
            await (i % 2 == 0 ? user.PutTextAsync($"text {i}") : user.PutFileAsync($"{i}.bin", Some)).HasStatusAsync(HttpStatusCode.OK);
            Assert.Equal(1, running.App.Query(mine));
            using var answer = await user.GetAsync("/file/buffer");
            Assert.Equal(i % 2 == 0 ? "text" : "file", answer.Header("X-Data-Type"));
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_raw_body_takes_its_name_from_path_query_or_header()
    {
        using var user = await running.NewUserAsync();
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
    public async Task A_kind_that_does_not_fit_is_refused(string? kind, int status, string code)
    {
        using var user = await running.NewUserAsync();
        await user.SendAsync(HttpMethod.Post, "/file/buffer", new ByteArrayContent(Some), kind is null ? [] : [("X-Data-Type", kind)]).IsProblemAsync(status, code);
        await user.GetAsync("/file/buffer").IsProblemAsync(404, "buffer_empty");
    }

    [Fact(Timeout = 60_000)]
    public async Task There_must_be_exactly_one_file_part()
    {
        using var user = await running.NewUserAsync();
        await user.PutTextAsync("before");
        await user.SendAsync(HttpMethod.Post, "/file/buffer", Visitor.Form(("other", null, Some)), ("X-Data-Type", "file")).IsProblemAsync(400, "file_count");
        await user.SendAsync(HttpMethod.Post, "/file/buffer", Visitor.Form(("file", "a", Some), ("file", "b", Some)), ("X-Data-Type", "file")).IsProblemAsync(400, "file_count");
        await user.SendAsync(HttpMethod.Post, "/file/buffer", Visitor.Form(("file", null, Some)), ("X-Data-Type", "file")).IsProblemAsync(400, "filename_missing");
        await user.PutFileAsync(new string('x', 256), Some).IsProblemAsync(400, "filename_too_long");
        await user.PutFileAsync(new string('ü', 128), Some).IsProblemAsync(400, "filename_too_long");
        using var answer = await user.GetAsync("/file/buffer");
        Assert.Equal("before", await answer.TextAsync());
    }

    [Theory(Timeout = 60_000)]
    [InlineData(new byte[] { 0xC3 })]
    [InlineData(new byte[] { 0xFF, 0xFE, 65 })]
    [InlineData(new byte[] { 65, 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xC0, 0xAF })]
    [InlineData(new byte[] { 0xF0, 0x9F, 0x91 })]
    public async Task Text_that_is_not_UTF8_is_refused(byte[] bytes)
    {
        using var user = await running.NewUserAsync();
        await user.SendAsync(HttpMethod.Put, "/file/buffer", new ByteArrayContent(bytes), ("X-Data-Type", "text")).IsProblemAsync(400, "text_invalid");
    }

    [Fact(Timeout = 60_000)]
    public async Task Text_of_many_characters_split_anywhere_is_taken()
    {
        using var user = await running.NewUserAsync();
        var text = string.Concat(Enumerable.Repeat("aß€👋", 200_000));
        await user.PutTextAsync(text).HasStatusAsync(HttpStatusCode.OK);
        using var answer = await user.GetAsync("/file/buffer");
        Assert.Equal(text, await answer.TextAsync());
        await user.PutTextAsync("").HasStatusAsync(HttpStatusCode.OK);
        using var empty = await user.GetAsync("/file/buffer");
        Assert.Equal(HttpStatusCode.OK, empty.StatusCode);
        Assert.Empty(await empty.BytesAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task Nothing_new_is_304_and_ranges_work()
    {
        using var user = await running.NewUserAsync();
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
    public async Task Clearing_empties_it_and_may_be_repeated()
    {
        using var user = await running.NewUserAsync();
        await user.PutTextAsync("x");
        await user.SendAsync(HttpMethod.Delete, "/file/buffer", null).HasStatusAsync(HttpStatusCode.NoContent);
        await user.SendAsync(HttpMethod.Delete, "/file/buffer", null).HasStatusAsync(HttpStatusCode.NoContent);
        await user.GetAsync("/file/buffer").IsProblemAsync(404, "buffer_empty");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_buffer_of_one_user_is_not_that_of_another()
    {
        using var ann = await running.NewUserAsync();
        using var bob = await running.NewUserAsync();
        await ann.PutTextAsync("of ann");
        await bob.GetAsync("/file/buffer").IsProblemAsync(404, "buffer_empty");
        await bob.PutTextAsync("of bob");
        await bob.SendAsync(HttpMethod.Delete, "/file/buffer", null);
        using var answer = await ann.GetAsync("/file/buffer");
        Assert.Equal("of ann", await answer.TextAsync());
    }

    [Fact(Timeout = 120_000)]
    public async Task Whoever_reads_while_others_write_has_one_whole_content()
    {
        using var user = await running.NewUserAsync();
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
                using var answer = await user.GetAsync("/file/buffer");
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                var text = await answer.TextAsync();
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
    public async Task The_forms_of_the_page_work_without_scripts()
    {
        using var user = await running.NewUserAsync();
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

    [Fact(Timeout = 60_000)]
    public async Task A_type_that_a_browser_could_run_is_not_repeated()
    {
        using var user = await running.NewUserAsync();
        foreach (var (sent, served) in new[] { ("text/html", "application/octet-stream"), ("image/svg+xml", "application/octet-stream"), ("application/pdf", "application/pdf"), ("rubbish", "application/octet-stream") })
        {
            using var body = new ByteArrayContent(Some);
            body.Headers.TryAddWithoutValidation("Content-Type", sent);
            await user.SendAsync(HttpMethod.Put, "/file/buffer/x", body, ("X-Data-Type", "file"));
            using var answer = await user.GetAsync("/file/buffer");
            Assert.Equal(MediaTypeHeaderValue.Parse(served), answer.Content.Headers.ContentType);
        }
    }

    static async Task NamedAsync(Visitor user, string name, Task<HttpResponseMessage> put)
    {
        await put.HasStatusAsync(HttpStatusCode.OK);
        using var answer = await user.GetAsync("/file/buffer");
        Assert.Equal(name, answer.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.Equal(Some, await answer.BytesAsync());
    }
}

public sealed class BufferTestsOnEmbeddedRedis(EmbeddedApp running) : BufferTests(running);

public sealed class BufferTestsOnRedisServer(RedisApp running) : BufferTests(running);
