using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace CloudBuffer.Tests.Hosting;

/// <summary>Links and QR codes that a phone can use.</summary>
public sealed class PublicAddressTests(EmbeddedApp fixture)
{
    [Fact(Timeout = 180_000)]
    public async Task Links_requested_over_loopback_use_a_LAN_address()
    {
        Assert.Contains(NetworkInterface.GetAllNetworkInterfaces(), HasOtherAddress); // else there is nothing to test
        var user = await fixture.SharedUserAsync();
        var host = new Uri((await user.UploadAsync("a", [1])).Url);
        Assert.Equal("http", host.Scheme);
        Assert.False(IPAddress.IsLoopback(IPAddress.Parse(host.Host)));
        Assert.Equal(fixture.App.Address.Port, host.Port);
    }

    [Fact(Timeout = 180_000)]
    public async Task Links_use_the_requested_host()
    {
        var user = await fixture.SharedUserAsync();
        using var request = new HttpRequestMessage(
            HttpMethod.Put, "/file/load/a")
        { Content = new StringContent("x") };
        request.Headers.Host = "192.168.7.7:8123";
        request.Headers.TryAddWithoutValidation("Accept", "text/plain");
        using var response = await user.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.StartsWith("http://192.168.7.7:8123/f/", await response.TextAsync());
    }

    [Trait("Category", "Slow")]
    [Fact(Timeout = 180_000)]
    public async Task Links_start_with_PublicUrl()
    {
        await using var app = await new AppProcess(("CloudBuffer__PublicUrl", "http://buffer.example.org/")).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        Assert.StartsWith("http://buffer.example.org/f/", (await user.UploadAsync("a", [1])).Url);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/login") { Headers = { Host = "buffer.example.org" } };
        using var response = await user.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await user.SendAsync(HttpMethod.Put, "/file/buffer", new StringContent("x"), ("Origin", "http://buffer.example.org"), ("X-Data-Type", "text"))
            .HasStatusAsync(HttpStatusCode.OK);
    }

    static bool HasOtherAddress(NetworkInterface card) => card.OperationalStatus == OperationalStatus.Up && card.GetIPProperties().UnicastAddresses
        .Any(unicast => unicast.Address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(unicast.Address));
}
