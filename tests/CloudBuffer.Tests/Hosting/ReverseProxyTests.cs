using System.Net;
using System.Net.Http.Json;
using CloudBuffer.Tests.Live;
using CloudBuffer.Tests.Uploads;

namespace CloudBuffer.Tests.Hosting;

/// <summary>What a client gets behind a real reverse proxy with the documented configuration.</summary>
[Trait("Category", "Slow")]
public abstract class ReverseProxyTests(ReverseProxy proxy)
{
    static readonly (string, string)[] InventedHeaders =
        [("X-Forwarded-For", "203.0.113.77"), ("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Proto", "http")];

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task The_session_cookie_belongs_to_the_host_and_is_secure()
    {
        using var user = proxy.NewVisitor();
        using var response = await user.PostJsonAsync("/account/register", new { username = user.Name, password = Visitor.Password });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("__Host-CloudBuffer=", StringComparison.Ordinal));
        Assert.Contains("; path=/; secure; samesite=lax; httponly", cookie);
        Assert.DoesNotContain("domain", cookie);
        Assert.Equal("max-age=31536000", response.Header("Strict-Transport-Security"));
        Assert.Equal("same-origin", response.Header("Cross-Origin-Opener-Policy"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_client_is_seen_at_its_own_address_whatever_it_sends()
    {
        using var user = proxy.NewVisitor();
        await user.RegisterAsync();
        using var devices = await user.GetAsync("/device", [("Accept", "application/json"), .. InventedHeaders]);
        Assert.Equal(user.Address.ToString(), (await devices.JsonAsync())[0].GetProperty("lastSeenFrom").GetString());
    }

    [Fact(Timeout = 60_000)]
    public async Task Failed_sign_ins_of_one_network_do_not_affect_another_one()
    {
        using var user = proxy.NewVisitor();
        await user.RegisterAsync();
        using var attacker = proxy.NewVisitor();
        for (int i = 0; i < 3; i++)
            await SignInAsync(attacker, user.Name, "wrong password", $"203.0.113.{i}").IsProblemAsync(403, "sign_in_failed");
        await SignInAsync(attacker, user.Name, Visitor.Password, "203.0.113.99").IsProblemAsync(429, "too_many_failed");
        using var other = proxy.NewVisitor();
        await SignInAsync(other, user.Name, Visitor.Password, "203.0.113.1").HasStatusAsync(HttpStatusCode.OK);
    }

    [Fact(Timeout = 60_000)]
    public async Task Links_start_with_PublicUrl_whatever_the_client_sends()
    {
        using var user = proxy.NewVisitor();
        await user.RegisterAsync();
        using var upload = await user.SendAsync(HttpMethod.Put, "/file/load/a", new StringContent("x"), [("Accept", "text/plain"), .. InventedHeaders]);
        Assert.StartsWith($"{proxy.Address}f/", await upload.TextAsync());
        using var started = await user.SendAsync(HttpMethod.Post, "/file/upload", null, ("Tus-Resumable", "1.0.0"), ("Upload-Length", "5"), InventedHeaders[1]);
        Assert.StartsWith($"{proxy.Address}file/upload/", new Uri(proxy.Address, started.Header("Location")).ToString());
    }

    [Fact(Timeout = 60_000)]
    public async Task Uploads_and_live_events_are_not_buffered()
    {
        using var user = proxy.NewVisitor();
        await user.RegisterAsync();
        using var events = await EventStream.OpenAsync(user);
        await user.PutTextAsync("x").HasStatusAsync(HttpStatusCode.OK);
        await events.ReadChangesAsync(1);

        var body = new StalledStream(1 << 20);
        var upload = user.SendAsync(HttpMethod.Put, "/file/load/big", new StreamContent(body), ("Accept", "text/plain"));
        await Eventually.True("the server has what was sent", () => IncomingBytes() == 1 << 20);
        body.Release();
        using var response = await upload;
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    [Fact(Timeout = 60_000)]
    public async Task Seven_windows_with_live_events_share_a_connection_of_HTTP_2()
    {
        using var user = proxy.NewVisitor();
        await user.RegisterAsync();
        for (int i = 0; i < 7; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/live")
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Headers = { { "Accept", "text/event-stream" } },
            };
            var response = await user.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
            Assert.Equal(HttpVersion.Version20, response.Version);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task There_is_no_warning_about_the_proxy()
    {
        using var user = proxy.NewVisitor();
        await user.RegisterAsync();
        using var direct = new HttpClient { BaseAddress = proxy.App.Address };
        using var response = await direct.GetAsync("/health/ready", Cancelled);
        Assert.Empty((await response.JsonAsync()).GetProperty("warnings").EnumerateArray());
        Assert.DoesNotContain("proxy", proxy.App.Log);
    }

    long IncomingBytes() => new DirectoryInfo(Path.Combine(proxy.App.UserFiles, "_incoming")).EnumerateFiles().Sum(file => file.Length);

    static Task<HttpResponseMessage> SignInAsync(Visitor visitor, string name, string password, string inventedAddress) => visitor.SendAsync(
        HttpMethod.Post, "/account/login", JsonContent.Create(new { username = name, password }), ("X-Forwarded-For", inventedAddress));

    public sealed class BehindNginx(Nginx proxy) : ReverseProxyTests(proxy), IClassFixture<Nginx>;

    public sealed class BehindCaddy(Caddy proxy) : ReverseProxyTests(proxy), IClassFixture<Caddy>;

    public sealed class BehindHaProxy(HaProxy proxy) : ReverseProxyTests(proxy), IClassFixture<HaProxy>;
}
