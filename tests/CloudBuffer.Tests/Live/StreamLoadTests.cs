using System.Net;

namespace CloudBuffer.Tests.Live;

/// <summary>Many event streams at once.</summary>
[Trait("Category", "Slow")]
public sealed class StreamLoadTests
{
    const int Users = 100;
    const int StreamsEach = 10;
    const long MaxBytes = 100_000_000;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 200_000)]
    public async Task A_thousand_idle_event_streams_need_little_memory_and_end_at_shutdown()
    {
        await using var app = await new AppProcess(("CloudBuffer__Intervals__Heartbeat", "00:00:02")).StartAsync();
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
        Assert.All(streams, stream => Assert.Equal(HttpStatusCode.OK, stream.StatusCode));
        // After its first heartbeat the streams opened before have had theirs.
        using (var last = await EventStream.OpenAsync(first))
            Assert.Equal("heartbeat ", (await last.ReadAsync(4))[^1]);
        Assert.InRange(app.ResidentBytes() - before, long.MinValue, MaxBytes);
        Assert.Equal(0, await app.TerminateAsync(Cancelled));
        foreach (var stream in streams)
            stream.Dispose();
        users.ForEach(user => user.Dispose());
    }
}
