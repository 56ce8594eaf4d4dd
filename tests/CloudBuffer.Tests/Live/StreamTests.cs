using System.Net;
using CloudBuffer.Live;

namespace CloudBuffer.Tests.Live;

/// <summary>Event streams across processes, idle and expiring.</summary>
public sealed class StreamTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public async Task An_event_stream_ignores_other_users_and_is_kept_open_by_heartbeats()
    {
        await using var app = await new AppProcess(("CloudBuffer__Intervals__Heartbeat", "00:00:00.5")).StartAsync();
        using var user = new Visitor(app.Address);
        using var other = new Visitor(app.Address);
        await user.RegisterAsync();
        await other.RegisterAsync();
        using var stream = await EventStream.OpenAsync(other);
        await stream.ReadAsync(3);
        await user.PutTextAsync("not yours");
        await user.UploadAsync("a", [1]);
        Assert.All(await stream.ReadAsync(3), change => Assert.Equal("heartbeat ", change));
    }

    [Trait("Category", "Slow")]
    [Fact(Timeout = 180_000)]
    public async Task Expiry_raises_live_events()
    {
        await using var app = await new AppProcess(("CloudBuffer__ExpireTime", "00:00:03")).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        await user.PutTextAsync("short-lived").HasStatusAsync(HttpStatusCode.OK);
        await user.UploadAsync("a", [1]);
        using var stream = await EventStream.OpenAsync(user);
        await stream.ReadAsync(3);
        Assert.Equal(["buffer ", "file "], (await stream.ReadChangesAsync(2)).Order());
    }

    [Trait("Category", "Slow")]
    [Fact(Timeout = 180_000)]
    public async Task A_change_in_one_process_reaches_the_event_streams_of_another()
    {
        await using var redis = new RedisServer();
        await redis.StartAsync();
        await using var one = await new AppProcess(("ConnectionStrings__Redis", redis.Configuration)).StartAsync();
        await using var two = await new AppProcess(
            ("ConnectionStrings__Redis", redis.Configuration),
            ("ConnectionStrings__Database", $"Data Source={one.DatabasePath}"),
            ("CloudBuffer__UserFiles", one.UserFiles)).StartAsync();
        using var user = new Visitor(one.Address);
        await user.RegisterAsync();
        using var elsewhere = new Visitor(two.Address);
        using var stream = await EventStream.OpenAsync(elsewhere, ("Cookie", user.Cookie));
        await stream.ReadAsync(3);
        await user.PutTextAsync("over there").HasStatusAsync(HttpStatusCode.OK);
        Assert.Matches("^buffer [0-9a-f]{32}$", Assert.Single(await stream.ReadChangesAsync(1)));
        // A sign-out there ends the stream here.
        await user.PostFormAsync("/account/logout").HasStatusAsync(HttpStatusCode.OK);
        await stream.ReadToEndAsync();
    }

    [Fact(Timeout = 10_000)]
    public async Task A_slow_event_stream_is_closed_rather_than_given_wrong_events()
    {
        using var listener = new LiveListener(_ => { });
        for (int i = 0; i < LiveListener.Capacity; i++)
            listener.TryEnqueue(new LiveEvent("file", $"{i}"));
        Assert.False(listener.Overflowed);
        listener.TryEnqueue(new LiveEvent("buffer", "lost"));
        Assert.True(listener.Overflowed);
        Assert.Equal("0", (await listener.NextAsync(TimeSpan.Zero, Cancelled))!.Id);
    }
}
