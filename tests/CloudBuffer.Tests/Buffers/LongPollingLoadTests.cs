using System.Diagnostics;
using System.Net;

namespace CloudBuffer.Tests.Buffers;

/// <summary>Long polling across processes and with many requests.</summary>
[Trait("Category", "Slow")]
public sealed class LongPollingLoadTests
{
    const int Users = 20;
    const int Each = 50;
    const long MostBytes = 100_000_000;

    [Fact(Timeout = 180_000)]
    public async Task A_long_poll_returns_when_another_process_changes_the_buffer()
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
        var token = await user.CreateTokenAsync();
        using var elsewhere = new Visitor(two.Address);
        var watch = Stopwatch.StartNew();
        var next = elsewhere.GetAsync("/file/buffer?wait=60", token.Header);
        await Task.Delay(500, TestContext.Current.CancellationToken);
        await user.PutTextAsync("over there");
        using var response = await next;
        Assert.Equal("over there", await response.TextAsync());
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(9), $"It was found by polling rather than by an event: {watch.Elapsed}");
    }

    [Fact(Timeout = 200_000)]
    public async Task A_thousand_long_polls_need_little_memory_and_end_at_shutdown()
    {
        await using var app = await new AppProcess().StartAsync();
        var users = new List<Visitor>();
        for (int i = 0; i < Users; i++)
        {
            users.Add(new Visitor(app.Address));
            await users[i].RegisterAsync();
        }
        var user = users[0];
        using (var warm = await user.GetAsync("/file/buffer?wait=1"))
            Assert.Equal(HttpStatusCode.NotFound, warm.StatusCode);
        var (threads, resident) = (app.Threads(), app.ResidentBytes());
        var waiting = users.ConvertAll(one => Enumerable.Range(0, Each + 1).Select(_ => one.GetAsync("/file/buffer?wait=300")).ToList());

        // When one request of each user is rejected, all the others are waiting.
        foreach (var ofOne in waiting)
        {
            var refused = await Task.WhenAny(ofOne);
            ofOne.Remove(refused);
            await refused.IsProblemAsync(429, "too_many_requests");
        }
        Assert.InRange(app.Threads(), 1, threads + 40);
        Assert.InRange(app.ResidentBytes() - resident, long.MinValue, MostBytes);

        // The first item completes all of them.
        foreach (var (one, ofOne) in users.Zip(waiting))
        {
            await one.PutTextAsync("for all").HasStatusAsync(HttpStatusCode.OK);
            foreach (var response in await Task.WhenAll(ofOne))
            {
                Assert.Equal("for all", await response.TextAsync());
                response.Dispose();
            }
        }

        await user.SendAsync(HttpMethod.Delete, "/file/buffer", null).HasStatusAsync(HttpStatusCode.NoContent);
        var last = user.GetAsync("/file/buffer?wait=300");
        await Task.Delay(500, TestContext.Current.CancellationToken);
        Assert.Equal(0, await app.TerminateAsync(TestContext.Current.CancellationToken));
        await last.IsProblemAsync(404, "buffer_empty");
        users.ForEach(one => one.Dispose());
    }
}
