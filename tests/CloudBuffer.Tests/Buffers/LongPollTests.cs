using System.Diagnostics;
using System.Net;

namespace CloudBuffer.Tests.Buffers;

/// <summary>Long polling of <c>/file/buffer</c>.</summary>
public abstract class LongPollTests(AppFixture fixture)
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task A_long_poll_returns_when_the_buffer_changes()
    {
        var user = await fixture.SharedUserAsync();
        await user.PutTextAsync("old");
        using var now = await user.GetAsync("/file/buffer");
        var watch = Stopwatch.StartNew();
        var next = user.GetAsync("/file/buffer?wait=50", ("If-None-Match", now.Header("ETag")));
        await Task.Delay(500, Cancelled);
        Assert.False(next.IsCompleted);
        await user.PutTextAsync("new");
        using var response = await next;
        Assert.Equal("new", await response.TextAsync());
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"It took {watch.Elapsed}");
        Assert.Equal("wait=50", response.Header("Preference-Applied"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_long_poll_with_Prefer_gets_304_on_timeout()
    {
        var user = await fixture.SharedUserAsync();
        await user.PutTextAsync("old");
        using var now = await user.GetAsync("/file/buffer");
        var watch = Stopwatch.StartNew();
        using var response = await user.GetAsync("/file/buffer", ("If-None-Match", now.Header("ETag")), ("Prefer", "respond-async, wait=2"));
        Assert.Equal(HttpStatusCode.NotModified, response.StatusCode);
        Assert.True(watch.Elapsed >= TimeSpan.FromSeconds(1.9), $"It took only {watch.Elapsed}");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_long_poll_of_an_empty_buffer_returns_the_first_item_or_404_on_timeout()
    {
        using var user = await fixture.NewUserAsync();
        await user.GetAsync("/file/buffer?wait=1").IsProblemAsync(404, "buffer_empty");
        var next = user.GetAsync("/file/buffer?wait=50");
        await Task.Delay(500, Cancelled);
        await user.PutFileAsync("a.bin", [1, 2, 3]);
        using var response = await next;
        Assert.Equal([1, 2, 3], await response.BytesAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_long_poll_returns_at_once_when_the_buffer_already_changed()
    {
        var user = await fixture.SharedUserAsync();
        await user.PutTextAsync("here");
        var watch = Stopwatch.StartNew();
        using var response = await user.GetAsync("/file/buffer?wait=50", ("If-None-Match", "\"another\""));
        Assert.Equal("here", await response.TextAsync());
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_long_poll_ignores_deletion_and_the_buffers_of_other_users()
    {
        var user = await fixture.SharedUserAsync();
        var other = await fixture.OtherSharedUserAsync();
        await user.PutTextAsync("old");
        using var now = await user.GetAsync("/file/buffer");
        var next = user.GetAsync("/file/buffer?wait=3", ("If-None-Match", now.Header("ETag")));
        await other.PutTextAsync("not yours");
        await user.SendAsync(HttpMethod.Delete, "/file/buffer", null).HasStatusAsync(HttpStatusCode.NoContent);
        await next.IsProblemAsync(404, "buffer_empty");
    }

    [Theory(Timeout = 60_000)]
    [InlineData("soon")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("")]
    [InlineData("99999999999999")]
    public async Task An_invalid_wait_time_gets_400(string wait)
    {
        var user = await fixture.SharedUserAsync();
        await user.GetAsync($"/file/buffer?wait={wait}").IsProblemAsync(400, "wait_invalid");
    }

    [Fact(Timeout = 60_000)]
    public async Task HEAD_long_polls_too()
    {
        using var user = await fixture.NewUserAsync();
        using (var gone = new CancellationTokenSource(TimeSpan.FromMilliseconds(300)))
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => user.Http.GetAsync("/file/buffer?wait=50", gone.Token));
        var head = user.SendAsync(HttpMethod.Head, "/file/buffer?wait=50", null);
        await Task.Delay(300, Cancelled);
        await user.PutTextAsync("x");
        using var response = await head;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    public sealed class OnEmbeddedRedis(EmbeddedApp fixture) : LongPollTests(fixture);

    public sealed class OnRedisServer(RedisApp fixture) : LongPollTests(fixture);
}
