using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;

namespace CloudBuffer.Tests.Hosting;

/// <summary>The address and the scheme of the client, from headers that only a trusted proxy may send.</summary>
public sealed class TrustedProxyTests(TrustedProxyTests.AppBehindProxy fixture) : IClassFixture<TrustedProxyTests.AppBehindProxy>
{
    readonly AppProcess app = fixture.App;

    [Theory(Timeout = 60_000)]
    [InlineData("203.0.113.77", "203.0.113.77")]
    [InlineData("198.51.100.1, 203.0.113.77", "203.0.113.77")]
    [InlineData("198.51.100.1, 203.0.113.77, 127.1.2.3", "203.0.113.77")]
    [InlineData("::ffff:203.0.113.77", "203.0.113.77")]
    [InlineData("2001:db8::7", "2001:db8::7")]
    [InlineData("not an address", null)]
    [InlineData("203.0.113.77, not an address", null)]
    public async Task The_client_is_the_last_address_that_is_not_a_trusted_proxy(string header, string? client)
    {
        using var proxy = new Visitor(app.Address);
        await proxy.RegisterAsync();
        using var anonymous = new Visitor(app.Address);
        await anonymous.SendAsync(
            HttpMethod.Post, "/account/login", JsonContent.Create(new { username = proxy.Name, password = Visitor.Password }), ("X-Forwarded-For", header))
            .HasStatusAsync(HttpStatusCode.OK);
        using var devices = await proxy.GetAsync("/device", ("Accept", "application/json"));
        Assert.Equal(client ?? anonymous.Address.ToString(), (await devices.JsonAsync())[0].GetProperty("lastSeenFrom").GetString());
    }

    [Fact(Timeout = 60_000)]
    public async Task Responses_over_https_have_the_headers_of_https()
    {
        using var proxy = new Visitor(app.Address);
        using var page = await proxy.GetAsync("/account/login", ("X-Forwarded-Proto", "https"));
        Assert.Equal("max-age=31536000", page.Header("Strict-Transport-Security"));
        Assert.Equal("same-origin", page.Header("Cross-Origin-Opener-Policy"));
        using var missing = await proxy.GetAsync("/nowhere", ("X-Forwarded-Proto", "https"));
        Assert.Equal("max-age=31536000", missing.Header("Strict-Transport-Security"));
    }

    [Trait("Category", "Slow")]
    [Fact(Timeout = 60_000)]
    public async Task Requests_of_a_client_network_behind_a_proxy_are_limited()
    {
        await using var limited = await new AppProcess(("CloudBuffer__TrustedProxies", "127.0.0.1"), ("CloudBuffer__Limits__ConnectionsPerNetwork", "3"))
            .StartAsync();
        using var proxy = new Visitor(limited.Address, IPAddress.Loopback);
        var slow = new List<TcpClient>();
        for (int i = 0; i < 3; i++)
        {
            slow.Add(new TcpClient());
            await slow[^1].ConnectAsync(limited.Address.Host, limited.Address.Port, TestContext.Current.CancellationToken);
            slow[^1].Client.Send(Encoding.ASCII.GetBytes(
                "POST /account/login HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 203.0.113.7\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{"));
        }
        await Eventually.Async("one more is refused", async () =>
        {
            using var response = await proxy.GetAsync("/account/login", ("X-Forwarded-For", "203.0.113.7"), ("Accept", "application/json"));
            return response.StatusCode == HttpStatusCode.TooManyRequests;
        });
        await proxy.GetAsync("/account/login", ("X-Forwarded-For", "203.0.113.8")).HasStatusAsync(HttpStatusCode.OK);
        slow.ForEach(connection => connection.Dispose());
        await Eventually.Async("the places are free", async () =>
        {
            using var response = await proxy.GetAsync("/account/login", ("X-Forwarded-For", "203.0.113.7"));
            return response.StatusCode == HttpStatusCode.OK;
        });
    }

    public sealed class AppBehindProxy() : ConfiguredApp(("CloudBuffer__TrustedProxies", "127.1.0.0/16"));
}
