using System.Net;

namespace CloudBuffer.Tests.Accounts;

/// <summary>The session cookie when the server gets an https address, and cookies that another site planted.</summary>
[Trait("Category", "Slow")]
public sealed class SessionCookieTests(EmbeddedApp fixture)
{
    const string Https = "https://buffer.example.org";

    [Fact(Timeout = 180_000)]
    public async Task A_session_that_began_over_http_continues_under_the_cookie_name_of_https()
    {
        await using var app = await new AppProcess().StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        var old = user.Cookie;
        Assert.StartsWith("CloudBuffer=", old);
        await RestartOverHttpsAsync(app);

        using var replaced = await GetProfileAsync(app, old);
        Assert.Equal(HttpStatusCode.OK, replaced.StatusCode);
        var cookies = replaced.Headers.GetValues("Set-Cookie").ToList();
        var current = Assert.Single(cookies, cookie => cookie.StartsWith("__Host-CloudBuffer=", StringComparison.Ordinal));
        Assert.Contains("; secure", current);
        Assert.Single(cookies, cookie => cookie.StartsWith("CloudBuffer=;", StringComparison.Ordinal));
        await GetProfileAsync(app, old).HasStatusAsync(HttpStatusCode.OK); // a request that was sent at the same time
        await GetProfileAsync(app, current.Split(';')[0]).HasStatusAsync(HttpStatusCode.OK);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_session_that_began_over_https_is_refused_under_the_old_name()
    {
        await using var app = new AppProcess();
        app.Set("CloudBuffer__PublicUrl", Https);
        await app.StartAsync();
        using var user = new Visitor(app.Address);
        using var response = await user.PostJsonAsync("/account/register", new { username = user.Name, password = Visitor.Password });
        var cookie = response.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("__Host-", StringComparison.Ordinal)).Split(';')[0];
        await GetProfileAsync(app, cookie).HasStatusAsync(HttpStatusCode.OK);
        await GetProfileAsync(app, cookie["__Host-".Length..]).HasStatusAsync(HttpStatusCode.Unauthorized);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("{0}; CloudBuffer=planted")]
    [InlineData("CloudBuffer=planted; {0}")]
    [InlineData("CloudBuffer =planted;{0}")]
    [InlineData("{0}; cloudbuffer=planted")]
    [InlineData("cloudbuffer=planted")]
    [InlineData("__host-CloudBuffer=planted")]
    [InlineData("__Host-CloudBuffer=a; __Host-CloudBuffer=b; {0}")]
    public async Task Two_session_cookies_or_one_in_another_case_are_refused(string cookies)
    {
        var user = await fixture.SharedUserAsync();
        using var anonymous = fixture.NewVisitor();
        await anonymous.GetAsync("/account/profile", ("Cookie", string.Format(null, cookies, user.Cookie))).IsProblemAsync(400, "cookie_duplicate");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_session_expires_after_its_maximal_lifetime_even_if_it_is_used()
    {
        await using var app = await new AppProcess(("CloudBuffer__MaxSessionLifetime", "20.00:00:00")).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        var day = TimeSpan.FromDays(1);
        Assert.Equal(14, Lifetime(app) / day, 3);
        // As if the session had begun 15 days ago. The change of the cookie name renews it.
        app.Execute($"update Devices set CreatedAt = CreatedAt - {15 * day.TotalMilliseconds:F0}");
        await RestartOverHttpsAsync(app);
        await GetProfileAsync(app, user.Cookie).HasStatusAsync(HttpStatusCode.OK);
        Assert.Equal(20, Lifetime(app) / day, 3);
    }

    static async Task RestartOverHttpsAsync(AppProcess app)
    {
        await app.KillAsync();
        app.Set("CloudBuffer__PublicUrl", Https);
        await app.StartAsync();
    }

    static TimeSpan Lifetime(AppProcess app) => TimeSpan.FromMilliseconds(app.Query("select ExpiresAt - CreatedAt from Devices"));

    static async Task<HttpResponseMessage> GetProfileAsync(AppProcess app, string cookie)
    {
        using var visitor = new Visitor(app.Address);
        return await visitor.GetAsync("/account/profile", ("Cookie", cookie), ("Accept", "application/json"));
    }
}
