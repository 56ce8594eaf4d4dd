using System.Net;

namespace CloudBuffer.Tests.Hosting;

/// <summary>Protection against cross-site request forgery, on every unsafe endpoint of the app.</summary>
public sealed class CsrfTests(EmbeddedApp fixture)
{
    public static TheoryData<string, string> ForeignOrigins => new()
    {
        { "Sec-Fetch-Site", "cross-site" },
        { "Sec-Fetch-Site", "same-site" },
        { "Origin", "https://evil.example" },
        { "Origin", "null" },
        { "Origin", "http://127.0.0.1" }, // another port
    };

    [Fact(Timeout = 60_000)]
    public async Task The_error_names_a_proxy_that_changes_the_host_as_a_possible_cause()
    {
        using var visitor = fixture.NewVisitor();
        using var response = await visitor.SendAsync(
            HttpMethod.Post, "/account/login", null, ("Origin", $"http://{fixture.App.Address.Host}:1"), ("Accept", "application/json"));
        var detail = (await response.JsonAsync()).GetProperty("detail").GetString();
        Assert.Contains("a proxy may change the Host header", detail);
        Assert.Contains("CloudBuffer:PublicUrl", detail);
    }

    [Theory(Timeout = 60_000), MemberData(nameof(ForeignOrigins))]
    public async Task A_cross_site_request_gets_403_on_every_unsafe_route(string header, string value)
    {
        var user = await fixture.SharedUserAsync();
        await user.PutTextAsync("mine");
        var endpoints = AppRoute.All.Where(endpoint => endpoint.IsUnsafe).ToList();
        Assert.NotEmpty(endpoints);
        foreach (var endpoint in endpoints)
            await user.SendAsync(new HttpMethod(endpoint.Method), endpoint.SamplePath, null, (header, value)).IsProblemAsync(403, "cross_site");
        using var response = await user.GetAsync("/file/buffer");
        Assert.Equal("mine", await response.TextAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task No_response_can_be_read_by_another_site()
    {
        var user = await fixture.SharedUserAsync();
        var preflight = ("Access-Control-Request-Method", "PUT");
        foreach (var endpoint in AppRoute.All.Where(endpoint => !endpoint.IsUnsafe && endpoint.Path != "/live"))
        {
            using var response = await user.SendAsync(
                new HttpMethod(endpoint.Method), endpoint.SamplePath, null, ("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site"), preflight);
            Assert.Equal("", response.Header("Access-Control-Allow-Origin"));
            Assert.Equal("same-origin", response.Header("Cross-Origin-Resource-Policy"));
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Same_site_requests_and_programs_can_write()
    {
        var user = await fixture.SharedUserAsync();
        var origin = fixture.App.Address.GetLeftPart(UriPartial.Authority);
        foreach (var header in new[] { ("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Site", "none"), ("Origin", origin) })
            await user.SendAsync(HttpMethod.Put, "/file/buffer", new StringContent("x"), header, ("X-Data-Type", "text")).HasStatusAsync(HttpStatusCode.OK);
        await user.SendAsync(HttpMethod.Put, "/file/buffer", new StringContent("x"),
            ("Sec-Fetch-Site", "same-origin"), ("Origin", "https://proxied.example"), ("X-Data-Type", "text")).HasStatusAsync(HttpStatusCode.OK);
    }
}
