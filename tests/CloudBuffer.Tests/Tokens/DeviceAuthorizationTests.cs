using System.Net;
using System.Text.Json;

namespace CloudBuffer.Tests.Tokens;

/// <summary>Device authorization requests (RFC 8628): a program gets a token that a user approves in a browser.</summary>
public abstract class DeviceAuthorizationTests(AppFixture fixture)
{
    const string Grant = "urn:ietf:params:oauth:grant-type:device_code";
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.6); // a little above half of the one announced to programs

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task A_network_gets_30_QR_codes_a_minute()
    {
        using var anonymous = fixture.NewVisitor();
        for (int i = 0; i < 30; i++)
            await anonymous.GetAsync("/token/device/qr?code=BCDF-GHJK").HasStatusAsync(HttpStatusCode.OK);
        using var refused = await anonymous.GetAsync("/token/device/qr?code=BCDF-GHJK");
        await refused.IsProblemAsync(429, "too_many_requests");
        Assert.InRange(int.Parse(refused.Header("Retry-After"), null), 1, 60);
    }

    [Fact(Timeout = 60_000)]
    public async Task An_approved_request_yields_one_token()
    {
        using var user = await fixture.NewUserAsync();
        await user.PutTextAsync("for the server");
        using var program = fixture.NewVisitor();
        var begun = await BeginAsync(program, "nas", "buffer:read");
        Assert.Matches("^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$", begun.UserCode);
        await PollAsync(program, begun).IsProblemAsync(400, "authorization_pending");

        using (var page = await user.GetAsync(new Uri(begun.Complete).PathAndQuery, ("Accept", "text/html")))
        {
            var html = await page.TextAsync();
            Assert.Contains(begun.UserCode, html);
            Assert.Contains("nas", html);
            Assert.Contains(program.Address.ToString(), html);
            Assert.Contains("Read items", html);
        }
        await Task.Delay(Interval, Cancelled);
        await PollAsync(program, begun).IsProblemAsync(400, "authorization_pending"); // viewing is not approving

        await RespondAsync(user, begun.UserCode.ToLowerInvariant().Replace("-", " "), "approve").HasStatusAsync(HttpStatusCode.OK);
        await Task.Delay(Interval, Cancelled);
        using var granted = await PollAsync(program, begun);
        var json = await granted.JsonAsync();
        Assert.Equal("Bearer", json.GetProperty("token_type").GetString());
        Assert.Equal("buffer:read", json.GetProperty("scope").GetString());
        using var buffer = await program.GetAsync("/file/buffer", ("Authorization", $"Bearer {json.GetProperty("access_token").GetString()}"));
        Assert.Equal("for the server", await buffer.TextAsync());
        using var list = await user.GetAsync("/token", ("Accept", "application/json"));
        Assert.Equal("nas", Assert.Single((await list.JsonAsync()).EnumerateArray().ToList()).GetProperty("name").GetString());

        await Task.Delay(Interval, Cancelled);
        await PollAsync(program, begun).IsProblemAsync(400, "expired_token");
        await RespondAsync(user, begun.UserCode, "approve").IsProblemAsync(404, "code_not_found");
    }

    [Theory(Timeout = 60_000)]
    [InlineData("deny")]
    [InlineData("")]
    [InlineData("Approve")]
    public async Task A_request_that_is_not_approved_is_denied(string word)
    {
        using var user = await fixture.NewUserAsync();
        using var program = fixture.NewVisitor();
        var begun = await BeginAsync(program, "nas", "");
        await RespondAsync(user, begun.UserCode, word).HasStatusAsync(HttpStatusCode.OK);
        await PollAsync(program, begun).IsProblemAsync(400, "access_denied");
        using var list = await user.GetAsync("/token", ("Accept", "application/json"));
        Assert.Equal("[]", await list.TextAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task An_approval_from_a_signed_out_device_yields_no_token()
    {
        using var user = await fixture.NewUserAsync();
        using var program = fixture.NewVisitor();
        var begun = await BeginAsync(program, "nas", "");
        await RespondAsync(user, begun.UserCode, "approve").HasStatusAsync(HttpStatusCode.OK);
        await user.PostJsonAsync("/account/logout", new { }).HasStatusAsync(HttpStatusCode.NoContent);
        await PollAsync(program, begun).IsProblemAsync(400, "expired_token");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_program_that_polls_too_often_gets_slow_down()
    {
        using var program = fixture.NewVisitor();
        var begun = await BeginAsync(program, "nas", "");
        using var first = await PollAsync(program, begun);
        using var second = await PollAsync(program, begun);
        Assert.Equal("slow_down", (await second.JsonAsync()).GetProperty("error").GetString());
        await second.IsProblemAsync(400, "slow_down");
    }

    [Fact(Timeout = 60_000)]
    public async Task Concurrent_polls_get_one_token()
    {
        using var user = await fixture.NewUserAsync();
        using var program = fixture.NewVisitor();
        var begun = await BeginAsync(program, "nas", "");
        await RespondAsync(user, begun.UserCode, "approve").HasStatusAsync(HttpStatusCode.OK);
        var responses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PollAsync(program, begun)));
        Assert.Single(responses, response => response.StatusCode == HttpStatusCode.OK);
        using var list = await user.GetAsync("/token", ("Accept", "application/json"));
        Assert.Equal(1, (await list.JsonAsync()).GetArrayLength());
    }

    [Fact(Timeout = 60_000)]
    public async Task Unknown_codes_and_grant_types_are_rejected()
    {
        var user = await fixture.SharedUserAsync();
        using var program = fixture.NewVisitor();
        await PollAsync(program, new Begun("no such code", "", "")).IsProblemAsync(400, "expired_token");
        await program.PostFormAsync("/token/device/poll", ("grant_type", "password"), ("device_code", "x")).IsProblemAsync(400, "unsupported_grant_type");
        await program.PostFormAsync("/token/device", ("scope", "everything")).IsProblemAsync(400, "invalid_scope");
        await RespondAsync(user, "BCDF-GHJK", "approve").IsProblemAsync(404, "code_not_found");
        await RespondAsync(user, "not a code", "approve").IsProblemAsync(404, "code_not_found");
        await program.GetAsync("/token/device/qr?code=javascript:alert(1)").IsProblemAsync(404, "code_not_found");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_name_of_a_program_is_shown_as_text()
    {
        var user = await fixture.SharedUserAsync();
        using var program = fixture.NewVisitor();
        var begun = await BeginAsync(program, "<script>alert(1)</script>\u202E" + new string('x', 200), "");
        using var page = await user.GetAsync($"/token/device?code={begun.UserCode}", ("Accept", "text/html"));
        var html = await page.TextAsync();
        Assert.DoesNotContain("<script>alert", html);
        Assert.DoesNotContain('\u202E', html);
        Assert.DoesNotContain(new string('x', 65), html);
    }

    [Fact(Timeout = 60_000)]
    public async Task Guessing_codes_is_rate_limited()
    {
        using var user = await fixture.NewUserAsync();
        var statuses = new List<HttpStatusCode>();
        for (int i = 0; i < 40; i++)
        {
            using var response = await RespondAsync(user, "BCDF-GHJK", "approve");
            statuses.Add(response.StatusCode);
        }
        Assert.Equal(HttpStatusCode.TooManyRequests, statuses[^1]);
        Assert.InRange(statuses.Count(status => status == HttpStatusCode.NotFound), 1, 35);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_device_code_is_neither_in_Redis_nor_in_the_log()
    {
        using var program = fixture.NewVisitor();
        var begun = await BeginAsync(program, "nas", "");
        var keys = await RedisInspector.AllAsync(fixture.Redis);
        Assert.Contains(keys, key => key.Contains(begun.UserCode));
        Assert.DoesNotContain(keys, key => key.Contains(begun.DeviceCode));
        Assert.DoesNotContain(begun.DeviceCode, fixture.App.Log);
        Assert.DoesNotContain(begun.UserCode, fixture.App.Log);
    }

    static async Task<Begun> BeginAsync(Visitor program, string name, string scope)
    {
        using var response = await program.PostFormAsync("/token/device", ("name", name), ("scope", scope));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var json = await response.JsonAsync();
        return new Begun(Text(json, "device_code"), Text(json, "user_code"), Text(json, "verification_uri_complete"));
    }

    static Task<HttpResponseMessage> PollAsync(Visitor program, Begun begun) =>
        program.PostFormAsync("/token/device/poll", ("grant_type", Grant), ("device_code", begun.DeviceCode));

    static Task<HttpResponseMessage> RespondAsync(Visitor user, string code, string response) =>
        user.PostFormAsync("/token/device/answer", ("code", code), ("answer", response));

    static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    sealed record Begun(string DeviceCode, string UserCode, string Complete);

    public sealed class OnEmbeddedRedis(EmbeddedApp fixture) : DeviceAuthorizationTests(fixture);

    public sealed class OnRedisServer(RedisApp fixture) : DeviceAuthorizationTests(fixture);
}
