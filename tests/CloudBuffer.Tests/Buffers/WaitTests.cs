using System.Diagnostics;
using System.Net;

namespace CloudBuffer.Tests.Buffers;

/// <summary>A GET of the buffer that waits for what comes next.</summary>
public abstract class WaitTests(RunningApp running)
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task It_answers_as_soon_as_the_buffer_changes()
    {
        using var user = await running.NewUserAsync();
        await user.PutTextAsync("old");
        using var now = await user.GetAsync("/file/buffer");
        var watch = Stopwatch.StartNew();
        var next = user.GetAsync("/file/buffer?wait=50", ("If-None-Match", now.Header("ETag")));
        await Task.Delay(1000, Cancelled);
        Assert.False(next.IsCompleted);
        await user.PutTextAsync("new");
        using var answer = await next;
        Assert.Equal("new", await answer.TextAsync());
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"It took {watch.Elapsed}");
        Assert.Equal("wait=50", answer.Header("Preference-Applied"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Prefer_says_the_same_and_nothing_new_is_304_at_the_end()
    {
        using var user = await running.NewUserAsync();
        await user.PutTextAsync("old");
        using var now = await user.GetAsync("/file/buffer");
        var watch = Stopwatch.StartNew();
        using var answer = await user.GetAsync("/file/buffer", ("If-None-Match", now.Header("ETag")), ("Prefer", "respond-async, wait=2"));
        Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
        Assert.True(watch.Elapsed >= TimeSpan.FromSeconds(1.9), $"It took only {watch.Elapsed}");
    }

    [Fact(Timeout = 60_000)]
    public async Task An_empty_buffer_waits_for_the_first_thing_and_is_404_at_the_end()
    {
        using var user = await running.NewUserAsync();
        await user.GetAsync("/file/buffer?wait=1").IsProblemAsync(404, "buffer_empty");
        var next = user.GetAsync("/file/buffer?wait=50");
        await Task.Delay(500, Cancelled);
        await user.PutFileAsync("a.bin", [1, 2, 3]);
        using var answer = await next;
        Assert.Equal([1, 2, 3], await answer.BytesAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task What_is_new_already_is_answered_at_once()
    {
        using var user = await running.NewUserAsync();
        await user.PutTextAsync("here");
        var watch = Stopwatch.StartNew();
        using var answer = await user.GetAsync("/file/buffer?wait=50", ("If-None-Match", "\"another\""));
        Assert.Equal("here", await answer.TextAsync());
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20));
    }

    [Fact(Timeout = 60_000)]
    public async Task Clearing_is_no_news_and_somebody_elses_buffer_neither()
    {
        using var user = await running.NewUserAsync();
        using var other = await running.NewUserAsync();
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
    public async Task A_time_that_makes_no_sense_is_400(string wait)
    {
        using var user = await running.NewUserAsync();
        await user.GetAsync($"/file/buffer?wait={wait}").IsProblemAsync(400, "wait_invalid");
    }

    [Fact(Timeout = 60_000)]
    public async Task HEAD_waits_too_and_a_client_that_leaves_is_forgotten()
    {
        using var user = await running.NewUserAsync();
        using (var gone = new CancellationTokenSource(TimeSpan.FromMilliseconds(300)))
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => user.Http.GetAsync("/file/buffer?wait=50", gone.Token));
        var head = user.SendAsync(HttpMethod.Head, "/file/buffer?wait=50", null);
        await Task.Delay(300, Cancelled);
        await user.PutTextAsync("x");
        using var answer = await head;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}

public sealed class WaitTestsOnEmbeddedRedis(EmbeddedApp running) : WaitTests(running);

public sealed class WaitTestsOnRedisServer(RedisApp running) : WaitTests(running);

/// <summary>Waiting requests and the program as a whole.</summary>
public sealed class WaitingCrowdTests
{
    const int Users = 20;
    const int Each = 50;
    const long MostBytes = 100_000_000;

    [Fact(Timeout = 120_000)]
    public async Task What_one_process_takes_another_hears_of_over_Redis()
    {
        await using var redis = new RedisServer();
        await redis.StartAsync();
        await using var one = await new AppProcess(("ConnectionStrings__Redis", redis.Configuration)).StartAsync();
        await using var two = await new AppProcess(
            ("ConnectionStrings__Redis", redis.Configuration), ("ConnectionStrings__Database", $"Data Source={one.DatabasePath}"), ("CloudBuffer__UserFiles", one.UserFiles)).StartAsync();
        using var user = new Visitor(one.Address);
        await user.RegisterAsync();
        var token = await user.MakeTokenAsync();
        using var elsewhere = new Visitor(two.Address);
        var watch = Stopwatch.StartNew();
        var next = elsewhere.GetAsync("/file/buffer?wait=60", token.Header);
        await Task.Delay(1000, TestContext.Current.CancellationToken);
        await user.PutTextAsync("over there");
        using var answer = await next;
        Assert.Equal("over there", await answer.TextAsync());
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(9), $"It came by looking, not by hearing: {watch.Elapsed}");
    }

    [Fact(Timeout = 200_000)]
    public async Task A_thousand_that_wait_cost_no_thread_each_and_little_memory_and_end_with_the_server()
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

        // Once one of each is refused, all others have come.
        foreach (var ofOne in waiting)
        {
            var refused = await Task.WhenAny(ofOne);
            ofOne.Remove(refused);
            await refused.IsProblemAsync(429, "too_many_requests");
        }
        Assert.InRange(app.Threads(), 1, threads + 40);
        Assert.InRange(app.ResidentBytes() - resident, long.MinValue, MostBytes);

        // The first thing that comes answers all.
        foreach (var (one, ofOne) in users.Zip(waiting))
        {
            await one.PutTextAsync("for all").HasStatusAsync(HttpStatusCode.OK);
            foreach (var answer in await Task.WhenAll(ofOne))
            {
                Assert.Equal("for all", await answer.TextAsync());
                answer.Dispose();
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
