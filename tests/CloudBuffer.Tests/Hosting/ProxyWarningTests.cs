namespace CloudBuffer.Tests.Hosting;

/// <summary>Signs of a misconfigured reverse proxy, in the log and in <c>/health/ready</c>.</summary>
[Trait("Category", "Slow")]
public sealed class ProxyWarningTests
{
    [Theory(Timeout = 180_000)]
    [InlineData("127.1.0.0/16", "")]
    [InlineData("127.1.0.0/16", "X-Forwarded-For: 203.0.113.77")]
    [InlineData("::1;127.1.0.0/16", "X-Forwarded-Proto: https")]
    public async Task A_trusted_proxy_that_omits_a_header_is_reported(string trusted, string header) =>
        await WarnsAsync("lack X-Forwarded-For or X-Forwarded-Proto", header, ("CloudBuffer__TrustedProxies", trusted));

    [Theory(Timeout = 180_000)]
    [InlineData("X-Forwarded-For: 203.0.113.77")]
    [InlineData("X-Forwarded-Proto: https")]
    [InlineData("X-Forwarded-Host: evil.example")]
    public async Task Headers_of_an_address_that_is_not_trusted_are_reported(string header) =>
        await WarnsAsync("an address that CloudBuffer:TrustedProxies does not contain", header, ("CloudBuffer__TrustedProxies", "10.0.0.0/8"));

    [Fact(Timeout = 180_000)]
    public async Task A_host_other_than_the_public_one_is_reported() =>
        await WarnsAsync("a Host other than the one of CloudBuffer:PublicUrl", "", ("CloudBuffer__PublicUrl", "http://buffer.example.org"));

    [Fact(Timeout = 180_000)]
    public async Task An_https_PublicUrl_without_a_trusted_proxy_is_reported_at_the_start()
    {
        await using var app = await new AppProcess(("CloudBuffer__PublicUrl", "https://buffer.example.org")).StartAsync();
        await Eventually.True("it is logged", () => app.Log.Contains("CloudBuffer:TrustedProxies is empty", StringComparison.Ordinal));
    }

    static async Task WarnsAsync(string warning, string header, (string, string) setting)
    {
        await using var app = await new AppProcess(setting).StartAsync();
        using var visitor = new Visitor(app.Address);
        for (int i = 0; i < 2; i++)
        {
            using var response = await visitor.GetAsync("/account/login", header.Split(": ") is [var name, var value] ? [(name, value)] : []);
        }
        using var ready = await visitor.GetAsync("/health/ready");
        Assert.Contains(warning, Assert.Single((await ready.JsonAsync()).GetProperty("warnings").EnumerateArray()).GetString());
        Assert.Equal(2, app.Log.Split(warning).Length);
    }
}
