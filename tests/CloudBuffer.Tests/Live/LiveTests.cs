using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using CloudBuffer.Tests.Devices;

namespace CloudBuffer.Tests.Live;

/// <summary>What <c>/live</c> tells, and to whom.</summary>
public abstract class LiveTests(RunningApp running)
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task It_tells_what_changes_and_begins_with_where_to_look()
    {
        using var user = await running.NewUserAsync();
        using var stream = await EventsAsync(user);
        Assert.Equal(["buffer ", "file ", "device "], await stream.TakeAsync(3));
        using var put = await user.PutTextAsync("x");
        Assert.Equal([$"buffer {(await put.JsonAsync()).GetProperty("version").GetString()}"], await stream.TakeAsync(1));
        await user.SendAsync(HttpMethod.Delete, "/file/buffer", null).HasStatusAsync(HttpStatusCode.NoContent);
        Assert.Equal(["buffer "], await stream.TakeAsync(1));
        var file = await user.UploadAsync("a", [1]);
        Assert.Matches("^file [0-9a-f]{32}$", Assert.Single(await stream.TakeAsync(1)));
        await user.SendAsync(HttpMethod.Delete, file.Path, null).HasStatusAsync(HttpStatusCode.NoContent);
        Assert.Equal(["file "], await stream.TakeAsync(1));
        using var phone = await DeviceTests.SignInAsync(running, user, "phone");
        Assert.Matches("^device [0-9a-f]{32}$", Assert.Single(await stream.TakeAsync(1)));
        Assert.True(stream.Ids.Zip(stream.Ids.Skip(1)).All(pair => pair.First <= pair.Second));
    }

    [Fact(Timeout = 60_000)]
    public async Task Somebody_elses_stream_stays_silent_and_a_heartbeat_keeps_it()
    {
        using var user = await running.NewUserAsync();
        using var other = await running.NewUserAsync();
        using var stream = await EventsAsync(other);
        await stream.TakeAsync(3);
        await user.PutTextAsync("not yours");
        await user.UploadAsync("a", [1]);
        Assert.Equal(["heartbeat "], await stream.TakeAsync(1));
    }

    [Fact(Timeout = 60_000)]
    public async Task It_ends_when_the_session_is_ended_elsewhere_and_when_the_token_is_revoked()
    {
        using var user = await running.NewUserAsync();
        using var phone = await DeviceTests.SignInAsync(running, user, "phone");
        using var program = running.NewVisitor();
        var token = await user.MakeTokenAsync();
        using var ofPhone = await EventsAsync(phone);
        using var ofProgram = await EventsAsync(program, token.Header);
        await user.SendAsync(HttpMethod.Post, "/device/delete-others", null).HasStatusAsync(HttpStatusCode.NoContent);
        await ofPhone.EndsAsync();
        await user.SendAsync(HttpMethod.Delete, $"/token/{token.Id}", null).HasStatusAsync(HttpStatusCode.NoContent);
        await ofProgram.EndsAsync();
        await phone.GetAsync("/live").IsProblemAsync(401, "sign_in_required");
    }

    [Fact(Timeout = 60_000)]
    public async Task It_works_with_curl()
    {
        using var user = await running.NewUserAsync();
        var token = await user.MakeTokenAsync();
        await using var shell = new Shell();
        using var curl = shell.Start("curl", "-sN", "-H", "Accept: text/event-stream", "-u", $"me:{token.Token}", $"{running.App.Address}live");
        Assert.Equal("event: buffer", await curl.StandardOutput.ReadLineAsync(Cancelled));
        curl.Kill();
    }

    static async Task<EventStream> EventsAsync(Visitor visitor, params (string, string)[] headers)
    {
        var answer = await visitor.GetAsync("/live", [("Accept", "text/event-stream"), .. headers]);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        return new EventStream(answer, new StreamReader(await answer.Content.ReadAsStreamAsync(Cancelled)));
    }

    sealed class EventStream(HttpResponseMessage answer, StreamReader lines) : IDisposable
    {
        public List<long> Ids { get; } = [];

        /// <summary>The next events as "kind data".</summary>
        public async Task<string[]> TakeAsync(int count)
        {
            var events = new List<string>();
            string kind = "", data = "";
            while (events.Count < count)
            {
                var line = await lines.ReadLineAsync(Cancelled);
                Assert.NotNull(line);
                if (line.Length == 0)
                    events.Add($"{kind} {data}");
                else if (Regex.Match(line, "^(event|data|id): ?(.*)$") is { Success: true } field)
                {
                    if (field.Groups[1].Value == "event")
                        kind = field.Groups[2].Value;
                    else if (field.Groups[1].Value == "data")
                        data = field.Groups[2].Value;
                    else
                        Ids.Add(long.Parse(field.Groups[2].Value, CultureInfo.InvariantCulture));
                }
            }
            return [.. events];
        }

        /// <summary>No more comes, within the time of the test.</summary>
        public async Task EndsAsync()
        {
            while (await lines.ReadLineAsync(Cancelled) is not null)
            {
            }
        }

        public void Dispose()
        {
            lines.Dispose();
            answer.Dispose();
        }
    }
}

public sealed class LiveTestsOnEmbeddedRedis(EmbeddedApp running) : LiveTests(running);

public sealed class LiveTestsOnRedisServer(RedisApp running) : LiveTests(running);

/// <summary>Many pages that are only looked at.</summary>
public sealed class StreamCrowdTests
{
    const int Crowd = 1000;
    const long MostBytes = 100_000_000;

    [Fact(Timeout = 200_000)]
    public async Task A_thousand_idle_streams_cost_little_and_end_with_the_server()
    {
        await using var app = await new AppProcess().StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        using (var warm = await user.GetAsync("/live"))
            Assert.Equal(HttpStatusCode.OK, warm.StatusCode);
        long before = app.ResidentBytes();
        var streams = await Task.WhenAll(Enumerable.Range(0, Crowd - 1).Select(_ => user.GetAsync("/live")));
        await Task.Delay(11_000, TestContext.Current.CancellationToken); // one heartbeat
        Assert.All(streams, stream => Assert.Equal(HttpStatusCode.OK, stream.StatusCode));
        Assert.InRange(app.ResidentBytes() - before, long.MinValue, MostBytes);
        Assert.Equal(0, await app.TerminateAsync(TestContext.Current.CancellationToken));
        foreach (var stream in streams)
            stream.Dispose();
    }
}
