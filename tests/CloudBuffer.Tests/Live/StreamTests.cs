using System.Net;
using CloudBuffer.Live;

namespace CloudBuffer.Tests.Live;

/// <summary>Streams and the program as a whole.</summary>
public sealed class StreamTests
{
    const int Users = 100;
    const int StreamsEach = 10;
    const long MostBytes = 100_000_000;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 200_000)]
    public async Task A_thousand_idle_streams_cost_little_and_end_with_the_server()
    {
        await using var app = await new AppProcess().StartAsync();
        var users = new List<Visitor>();
        for (int i = 0; i < Users; i++)
        {
            users.Add(new Visitor(app.Address));
            await users[i].RegisterAsync();
        }
        using var first = new Visitor(app.Address);
        await first.RegisterAsync();
        using (var warm = await first.GetAsync("/live"))
            Assert.Equal(HttpStatusCode.OK, warm.StatusCode);
        long before = app.ResidentBytes();
        var streams = await Task.WhenAll(users.SelectMany(user => Enumerable.Range(0, StreamsEach).Select(_ => user.GetAsync("/live"))));
        await Task.Delay(11_000, Cancelled); // one heartbeat
        Assert.All(streams, stream => Assert.Equal(HttpStatusCode.OK, stream.StatusCode));
        Assert.InRange(app.ResidentBytes() - before, long.MinValue, MostBytes);
        Assert.Equal(0, await app.TerminateAsync(Cancelled));
        foreach (var stream in streams)
            stream.Dispose();
        users.ForEach(user => user.Dispose());
    }

    [Fact(Timeout = 120_000)]
    public async Task What_expires_is_told()
    {
        await using var app = await new AppProcess(("CloudBuffer__ExpireTime", "00:00:03")).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        await user.PutTextAsync("short-lived").HasStatusAsync(HttpStatusCode.OK);
        await user.UploadAsync("a", [1]);
        using var stream = await EventStream.OpenAsync(user);
        await stream.TakeAsync(3);
        Assert.Equal(["buffer ", "file "], (await stream.TakeChangesAsync(2)).Order());
    }

    [Fact(Timeout = 120_000)]
    public async Task What_one_process_takes_the_streams_of_another_tell()
    {
        await using var redis = new RedisServer();
        await redis.StartAsync();
        await using var one = await new AppProcess(("ConnectionStrings__Redis", redis.Configuration)).StartAsync();
        await using var two = await new AppProcess(
            ("ConnectionStrings__Redis", redis.Configuration), ("ConnectionStrings__Database", $"Data Source={one.DatabasePath}"), ("CloudBuffer__UserFiles", one.UserFiles)).StartAsync();
        using var user = new Visitor(one.Address);
        await user.RegisterAsync();
        using var elsewhere = new Visitor(two.Address);
        using var stream = await EventStream.OpenAsync(elsewhere, ("Cookie", user.Cookie));
        await stream.TakeAsync(3);
        await user.PutTextAsync("over there").HasStatusAsync(HttpStatusCode.OK);
        Assert.Matches("^buffer [0-9a-f]{32}$", Assert.Single(await stream.TakeChangesAsync(1)));
        // Signed out there, the stream here ends.
        await user.PostFormAsync("/account/logout").HasStatusAsync(HttpStatusCode.OK);
        await stream.EndsAsync();
    }

    [Fact(Timeout = 10_000)]
    public async Task Whoever_does_not_keep_up_is_told_nothing_wrong_but_cut_off()
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
