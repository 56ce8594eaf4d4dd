using System.Net;

namespace CloudBuffer.Tests.Buffers;

/// <summary>Texts that lay in the buffer before.</summary>
public abstract class HistoryTests(RunningApp running)
{
    [Fact(Timeout = 60_000)]
    public async Task The_last_ten_texts_come_newest_first_and_files_do_not()
    {
        using var user = await running.NewUserAsync();
        for (int i = 0; i < 13; i++)
            await user.PutTextAsync($"text {i}").HasStatusAsync(HttpStatusCode.OK);
        await user.PutFileAsync("a.bin", [1]).HasStatusAsync(HttpStatusCode.OK);
        await user.PutTextAsync(new string('x', 2_000_000)).HasStatusAsync(HttpStatusCode.OK);
        await user.PutTextAsync("now").HasStatusAsync(HttpStatusCode.OK);
        Assert.Equal(Enumerable.Range(3, 10).Reverse().Select(i => $"text {i}"), await TextsAsync(user));
        using var buffer = await user.GetAsync("/file/buffer");
        Assert.Equal("now", await buffer.TextAsync());
        Assert.Equal(10, running.App.Query($"select count(*) from BufferTexts join Users on Users.Id = OwnerId where UserName = '{user.Name}'"));
    }

    [Fact(Timeout = 60_000)]
    public async Task One_is_brought_back_and_leaves_the_list()
    {
        using var user = await running.NewUserAsync();
        foreach (var text in new[] { "one", "two", "three" })
            await user.PutTextAsync(text).HasStatusAsync(HttpStatusCode.OK);
        using var list = await user.GetAsync("/file/buffer/history");
        var one = (await list.JsonAsync()).EnumerateArray().Single(text => text.GetProperty("text").GetString() == "one").GetProperty("id").GetInt64();
        await user.PostFormAsync("/file/buffer/history/back", ("id", $"{one}")).HasStatusAsync(HttpStatusCode.SeeOther);
        using var buffer = await user.GetAsync("/file/buffer");
        Assert.Equal("one", await buffer.TextAsync());
        Assert.Equal(["three", "two"], await TextsAsync(user));
        await user.PostFormAsync("/file/buffer/history/back", ("id", $"{one}")).IsProblemAsync(404, "text_not_found");
    }

    [Fact(Timeout = 60_000)]
    public async Task Of_a_long_one_the_list_has_the_beginning_and_it_is_brought_back_whole()
    {
        using var user = await running.NewUserAsync();
        var text = string.Concat(Enumerable.Repeat("Grüße ", 20_000));
        await user.PutTextAsync(text).HasStatusAsync(HttpStatusCode.OK);
        await user.PutTextAsync("now").HasStatusAsync(HttpStatusCode.OK);
        using var list = await user.GetAsync("/file/buffer/history");
        var one = Assert.Single((await list.JsonAsync()).EnumerateArray());
        Assert.True(one.GetProperty("isCut").GetBoolean());
        Assert.StartsWith(one.GetProperty("text").GetString()!, text);
        Assert.InRange(one.GetProperty("text").GetString()!.Length, 1000, 4096);
        await user.PostFormAsync("/file/buffer/history/back", ("id", $"{one.GetProperty("id").GetInt64()}")).HasStatusAsync(HttpStatusCode.SeeOther);
        using var buffer = await user.GetAsync("/file/buffer");
        Assert.Equal(text, await buffer.TextAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task They_are_cleared_in_one_go_and_nobody_elses()
    {
        using var user = await running.NewUserAsync();
        using var other = await running.NewUserAsync();
        foreach (var who in new[] { user, other })
        {
            await who.PutTextAsync("one").HasStatusAsync(HttpStatusCode.OK);
            await who.PutTextAsync("two").HasStatusAsync(HttpStatusCode.OK);
        }
        using var list = await other.GetAsync("/file/buffer/history");
        var foreign = (await list.JsonAsync())[0].GetProperty("id").GetInt64();
        await user.PostFormAsync("/file/buffer/history/back", ("id", $"{foreign}")).IsProblemAsync(404, "text_not_found");
        await user.SendAsync(HttpMethod.Delete, "/file/buffer/history", null).HasStatusAsync(HttpStatusCode.NoContent);
        Assert.Empty(await TextsAsync(user));
        Assert.Equal(["one"], await TextsAsync(other));
        using var buffer = await user.GetAsync("/file/buffer");
        Assert.Equal("two", await buffer.TextAsync());
    }

    static async Task<string[]> TextsAsync(Visitor user)
    {
        using var answer = await user.GetAsync("/file/buffer/history");
        return [.. (await answer.JsonAsync()).EnumerateArray().Select(text => text.GetProperty("text").GetString()!)];
    }
}

public sealed class HistoryTestsOnEmbeddedRedis(EmbeddedApp running) : HistoryTests(running);

public sealed class HistoryTestsOnRedisServer(RedisApp running) : HistoryTests(running);

/// <summary>What becomes of them in time.</summary>
public sealed class HistoryExpiryTests
{
    [Fact(Timeout = 120_000)]
    public async Task They_end_when_they_would_have_ended_and_leave_the_disk()
    {
        await using var app = await new AppProcess(("CloudBuffer__ExpireTime", "00:00:10")).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        await user.PutTextAsync("one").HasStatusAsync(HttpStatusCode.OK);
        await user.PutTextAsync("two").HasStatusAsync(HttpStatusCode.OK);
        Assert.Equal(2, app.Blobs("_buffer").Length);
        await Eventually.Async("it is not told any more", async () =>
        {
            using var list = await user.GetAsync("/file/buffer/history");
            return await list.TextAsync() == "[]";
        });
        await Eventually.True("the bytes are gone", () => app.Blobs("_buffer").Length == 0, 60);
        await Eventually.True("and so is the row", () => app.Query("select count(*) from BufferTexts") == 0);
    }
}
