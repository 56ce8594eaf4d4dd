using System.Net;
using System.Net.Sockets;

namespace CloudBuffer.Tests.Access;

/// <summary>A client that sends many expensive requests at once.</summary>
[Trait("Category", "Slow")]
public sealed class ConcurrencyLimitTests(ConcurrencyLimitTests.App fixture) : IClassFixture<ConcurrencyLimitTests.App>
{
    [Fact(Timeout = 60_000)]
    public async Task Requests_of_a_network_beyond_the_limit_wait_and_others_go_on()
    {
        // A form that is being sent occupies the only place.
        using var slow = new TcpClient();
        await slow.ConnectAsync(IPAddress.Loopback, fixture.App.Address.Port, TestContext.Current.CancellationToken);
        await slow.GetStream().WriteAsync(
            "POST /account/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 20\r\n\r\nx"u8.ToArray(),
            TestContext.Current.CancellationToken);
        using var sameNetwork = new Visitor(fixture.App.Address, IPAddress.Loopback);
        using var user = await fixture.NewUserAsync();
        Task<HttpResponseMessage> waiting = null!;
        await Eventually.Async("the place is taken", async () =>
        {
            waiting = sameNetwork.GetAsync("/", ("Accept", "text/html"));
            await user.GetAsync("/", ("Accept", "text/html")).HasStatusAsync(HttpStatusCode.OK);
            return !waiting.IsCompleted;
        });
        // What waits for events, and static files, have limits of their own.
        await sameNetwork.GetAsync("/health").HasStatusAsync(HttpStatusCode.OK);
        await sameNetwork.GetAsync("/css/base.css").HasStatusAsync(HttpStatusCode.OK);
        Assert.False(waiting.IsCompleted);
        slow.Dispose();
        await waiting.HasStatusAsync(HttpStatusCode.OK);
    }

    public sealed class App() : ConfiguredApp(("CloudBuffer__Limits__ConcurrentRequests", "1"));
}
