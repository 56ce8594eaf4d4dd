using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace CloudBuffer.Tests.Hosting;

/// <summary>Links and QR codes that a phone can use.</summary>
public sealed class PublicAddressTests(EmbeddedApp fixture)
{
    [Trait("Category", "Slow")]
    [Theory(Timeout = 180_000)]
    [InlineData("http://*:0", "false", true)]
    [InlineData("http://0.0.0.0:0", "false", true)]
    [InlineData("http://*:0", "true", false)]
    public async Task Links_requested_over_loopback_use_a_LAN_address_that_the_server_listens_on(string urls, string isInContainer, bool isLan)
    {
        Assert.Contains(NetworkInterface.GetAllNetworkInterfaces(), HasOtherAddress); // else there is nothing to test
        await using var app = await new AppProcess(("Urls", urls), ("DOTNET_RUNNING_IN_CONTAINER", isInContainer)).StartAsync();
        using var user = new Visitor(new Uri($"http://127.0.0.1:{app.Address.Port}"));
        await user.RegisterAsync();
        var link = new Uri((await user.UploadAsync("a", [1])).Url);
        Assert.Equal("http", link.Scheme);
        Assert.Equal(isLan, !IPAddress.IsLoopback(IPAddress.Parse(link.Host)));
        Assert.Equal(app.Address.Port, link.Port);
        using var anonymous = new Visitor(new Uri(link.GetLeftPart(UriPartial.Authority)));
        await anonymous.GetAsync(link.AbsolutePath).HasStatusAsync(HttpStatusCode.OK);
        // Through a tunnel from another port the address of the server is unknown.
        using var request = new HttpRequestMessage(HttpMethod.Put, "/file/load/a") { Content = new StringContent("x"), Headers = { Host = "localhost:9" } };
        using var tunneled = await user.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Contains("http://localhost:9/f/", await tunneled.TextAsync());
    }

    [Fact(Timeout = 180_000)]
    public async Task Links_of_a_server_that_listens_on_loopback_only_use_the_requested_host()
    {
        var user = await fixture.SharedUserAsync();
        Assert.StartsWith(fixture.App.Address.ToString(), (await user.UploadAsync("a", [1])).Url);
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
