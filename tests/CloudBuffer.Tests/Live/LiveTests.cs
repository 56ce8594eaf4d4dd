using System.Net;
using CloudBuffer.Tests.Devices;

namespace CloudBuffer.Tests.Live;

/// <summary>The contract of <c>/live</c>.</summary>
public abstract class LiveTests(AppFixture fixture)
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task An_event_stream_starts_with_each_kind_and_then_reports_changes()
    {
        using var user = await fixture.NewUserAsync();
        using var stream = await EventStream.OpenAsync(user);
        Assert.Equal(["buffer ", "file ", "device "], await stream.ReadAsync(3));
        using var put = await user.PutTextAsync("x");
        Assert.Equal([$"buffer {(await put.JsonAsync()).GetProperty("version").GetString()}"], await stream.ReadAsync(1));
        await user.SendAsync(HttpMethod.Delete, "/file/buffer", null).HasStatusAsync(HttpStatusCode.NoContent);
        Assert.Equal(["buffer "], await stream.ReadAsync(1));
        var file = await user.UploadAsync("a", [1]);
        Assert.Matches("^file [0-9a-f]{32}$", Assert.Single(await stream.ReadAsync(1)));
        await user.SendAsync(HttpMethod.Delete, file.Path, null).HasStatusAsync(HttpStatusCode.NoContent);
        Assert.Equal(["file "], await stream.ReadAsync(1));
        using var phone = await DeviceSteps.SignInAsync(fixture, user, "phone");
        Assert.Matches("^device [0-9a-f]{32}$", Assert.Single(await stream.ReadAsync(1)));
        Assert.True(stream.Ids.Zip(stream.Ids.Skip(1)).All(pair => pair.First <= pair.Second));
    }

    [Fact(Timeout = 60_000)]
    public async Task An_event_stream_ends_when_its_session_or_token_is_revoked()
    {
        using var user = await fixture.NewUserAsync();
        using var phone = await DeviceSteps.SignInAsync(fixture, user, "phone");
        using var program = fixture.NewVisitor();
        var token = await user.CreateTokenAsync();
        using var ofPhone = await EventStream.OpenAsync(phone);
        using var ofProgram = await EventStream.OpenAsync(program, token.Header);
        await user.SendAsync(HttpMethod.Post, "/device/delete-others", null).HasStatusAsync(HttpStatusCode.NoContent);
        await ofPhone.ReadToEndAsync();
        await user.SendAsync(HttpMethod.Delete, $"/token/{token.Id}", null).HasStatusAsync(HttpStatusCode.NoContent);
        await ofProgram.ReadToEndAsync();
        await phone.GetAsync("/live").IsProblemAsync(401, "sign_in_required");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_user_can_have_ten_event_streams_at_once()
    {
        using var user = await fixture.NewUserAsync();
        using var other = await fixture.NewUserAsync();
        var streams = new List<EventStream>();
        for (int i = 0; i < 10; i++)
            streams.Add(await EventStream.OpenAsync(user));
        await user.GetAsync("/live").IsProblemAsync(429, "too_many_requests");
        using (await EventStream.OpenAsync(other))
            streams[0].Dispose();
        await Eventually.Async("a stream can be opened again", async () =>
        {
            using var response = await user.GetAsync("/live");
            return response.StatusCode == HttpStatusCode.OK;
        });
        streams.ForEach(stream => stream.Dispose());
    }

    [Fact(Timeout = 60_000)]
    public async Task The_event_stream_works_with_curl()
    {
        var user = await fixture.SharedUserAsync();
        var token = await user.CreateTokenAsync();
        await using var shell = new Shell();
        using var curl = shell.Start("curl", "-sN", "-H", "Accept: text/event-stream", "-u", $"me:{token.Token}", $"{fixture.App.Address}live");
        Assert.Equal("event: buffer", await curl.StandardOutput.ReadLineAsync(Cancelled));
        curl.Kill();
    }

    public sealed class OnEmbeddedRedis(EmbeddedApp fixture) : LiveTests(fixture);

    public sealed class OnRedisServer(RedisApp fixture) : LiveTests(fixture);
}
