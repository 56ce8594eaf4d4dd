using System.Net;
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
        using var stream = await EventStream.OpenAsync(user);
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
        using var stream = await EventStream.OpenAsync(other);
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
        using var ofPhone = await EventStream.OpenAsync(phone);
        using var ofProgram = await EventStream.OpenAsync(program, token.Header);
        await user.SendAsync(HttpMethod.Post, "/device/delete-others", null).HasStatusAsync(HttpStatusCode.NoContent);
        await ofPhone.EndsAsync();
        await user.SendAsync(HttpMethod.Delete, $"/token/{token.Id}", null).HasStatusAsync(HttpStatusCode.NoContent);
        await ofProgram.EndsAsync();
        await phone.GetAsync("/live").IsProblemAsync(401, "sign_in_required");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_user_has_ten_streams_at_once_and_a_place_again_when_one_ends()
    {
        using var user = await running.NewUserAsync();
        using var other = await running.NewUserAsync();
        var streams = new List<EventStream>();
        for (int i = 0; i < 10; i++)
            streams.Add(await EventStream.OpenAsync(user));
        await user.GetAsync("/live").IsProblemAsync(429, "too_many_requests");
        using (await EventStream.OpenAsync(other))
            streams[0].Dispose();
        await Eventually.Async("there is a place again", async () =>
        {
            using var answer = await user.GetAsync("/live");
            return answer.StatusCode == HttpStatusCode.OK;
        });
        streams.ForEach(stream => stream.Dispose());
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
}

public sealed class LiveTestsOnEmbeddedRedis(EmbeddedApp running) : LiveTests(running);

public sealed class LiveTestsOnRedisServer(RedisApp running) : LiveTests(running);
