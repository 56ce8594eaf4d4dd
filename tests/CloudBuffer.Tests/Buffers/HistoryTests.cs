using System.Net;

namespace CloudBuffer.Tests.Buffers;

/// <summary>Earlier texts: those that newer items have replaced in the buffer.</summary>
public sealed class HistoryTests(EmbeddedApp fixture)
{
    [Fact(Timeout = 60_000)]
    public async Task The_last_ten_texts_are_listed_newest_first()
    {
        using var user = await fixture.NewUserAsync();
        for (int i = 0; i < 13; i++)
            await user.PutTextAsync($"text {i}").HasStatusAsync(HttpStatusCode.OK);
        await user.PutFileAsync("a.bin", [1]).HasStatusAsync(HttpStatusCode.OK);
        await user.PutTextAsync(new string('x', 2_000_000)).HasStatusAsync(HttpStatusCode.OK);
        await user.PutTextAsync("now").HasStatusAsync(HttpStatusCode.OK);
        Assert.Equal(Enumerable.Range(3, 10).Reverse().Select(i => $"text {i}"), await TextsAsync(user));
        using var buffer = await user.GetAsync("/file/buffer");
        Assert.Equal("now", await buffer.TextAsync());
        Assert.Equal(10, fixture.App.Query($"select count(*) from BufferTexts join Users on Users.Id = OwnerId where UserName = '{user.Name}'"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_restored_text_leaves_the_list()
    {
        using var user = await fixture.NewUserAsync();
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
    public async Task A_long_text_is_listed_truncated_and_restored_whole()
    {
        using var user = await fixture.NewUserAsync();
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
    public async Task Deleting_the_earlier_texts_leaves_those_of_other_users()
    {
        using var user = await fixture.NewUserAsync();
        using var other = await fixture.NewUserAsync();
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
        using var response = await user.GetAsync("/file/buffer/history");
        return [.. (await response.JsonAsync()).EnumerateArray().Select(text => text.GetProperty("text").GetString()!)];
    }
}
