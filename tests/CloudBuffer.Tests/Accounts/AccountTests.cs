using System.Diagnostics;
using System.Net;

namespace CloudBuffer.Tests.Accounts;

/// <summary>The contract of <c>/account</c>.</summary>
public sealed class AccountTests(EmbeddedApp fixture)
{
    [Fact(Timeout = 60_000)]
    public async Task A_user_can_sign_in_by_name_or_email_in_any_case()
    {
        var user = await fixture.SharedUserAsync();
        foreach (var name in new[] { user.Name, user.Email, user.Name.ToUpperInvariant(), $" {user.Email} " })
        {
            using var again = fixture.NewVisitor();
            using var response = await again.PostJsonAsync("/account/login", new { username = name, password = Visitor.Password });
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(user.Name, (await response.JsonAsync()).GetProperty("username").GetString());
            await again.GetAsync("/file/load").HasStatusAsync(HttpStatusCode.OK);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Signing_out_ends_the_session()
    {
        using var user = await fixture.NewUserAsync();
        await user.GetAsync("/account/logout").HasStatusAsync(HttpStatusCode.OK);
        await user.GetAsync("/file/buffer").IsProblemAsync(404, "buffer_empty");
        using (var signedOut = await user.PostJsonAsync("/account/logout", new { }))
        {
            Assert.Equal(HttpStatusCode.NoContent, signedOut.StatusCode);
            Assert.Equal("\"cache\", \"storage\"", signedOut.Header("Clear-Site-Data"));
        }
        await user.GetAsync("/file/buffer").IsProblemAsync(401, "sign_in_required");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_wrong_password_and_an_unknown_name_get_the_same_response_in_the_same_time()
    {
        using var user = await fixture.NewUserAsync();
        using var anonymous = fixture.NewVisitor();
        var words = new List<string>();
        foreach (var name in new[] { user.Name, user.Email, "unknown-name", "unknown@example.org", "" })
        {
            var watch = Stopwatch.StartNew();
            using var response = await anonymous.PostJsonAsync("/account/login", new { username = name, password = "wrong password" });
            // Reliable under load: a failed sign-in is delayed to a fixed time that exceeds either case.
            Assert.True(watch.Elapsed > TimeSpan.FromMilliseconds(350), $"{watch.Elapsed} is too fast");
            await response.IsProblemAsync(403, "sign_in_failed");
            words.Add((await response.JsonAsync()).GetProperty("detail").GetString()!);
        }
        Assert.Single(words.Distinct());
    }

    [Trait("Category", "Slow")]
    [Fact(Timeout = 120_000)]
    public async Task Thirty_failed_sign_ins_block_a_network_for_all_accounts()
    {
        var user = await fixture.SharedUserAsync();
        using var guesser = fixture.NewVisitor();
        // Not all at once: so many would get 429 from the queue for hashing.
        foreach (var some in Enumerable.Range(0, 30).Chunk(5))
        {
            await Task.WhenAll(some.Select(i => guesser.PostJsonAsync("/account/login", new { username = $"unknown-{i}", password = "one for all" })
                .IsProblemAsync(403, "sign_in_failed")));
        }
        foreach (var (name, password) in new[] { ("unknown", "one for all"), (user.Name, Visitor.Password) })
        {
            using var response = await guesser.PostJsonAsync("/account/login", new { username = name, password });
            await response.IsProblemAsync(429, "too_many_failed");
            Assert.Equal("600", response.Header("Retry-After"));
        }
        await user.PostJsonAsync("/account/login", new { username = user.Name, password = Visitor.Password }).HasStatusAsync(HttpStatusCode.OK);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("\\/evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("~//evil.example")]
    [InlineData(" /file/load")]
    [InlineData("http:evil.example")]
    [InlineData("evil.example")]
    [InlineData("")]
    public async Task A_return_URL_of_another_site_is_ignored(string returnUrl)
    {
        var user = await fixture.SharedUserAsync();
        using var response = await user.PostFormAsync("/account/login", ("username", user.Name), ("password", Visitor.Password), ("returnUrl", returnUrl));
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Equal("/", response.Header("Location"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_browser_is_redirected_to_the_sign_in_page_with_a_return_URL()
    {
        using var visitor = fixture.NewVisitor();
        using var response = await visitor.GetAsync("/file/mine?x=1", ("Accept", "text/html"));
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.EndsWith("/account/login?returnUrl=%2Ffile%2Fmine%3Fx%3D1", response.Header("Location"));
        using var program = await visitor.GetAsync("/file/mine");
        Assert.Equal("Bearer realm=\"CloudBuffer\"", program.Header("WWW-Authenticate"));
    }

    [Fact(Timeout = 60_000)]
    public async Task The_profile_reports_what_is_stored()
    {
        using var user = await fixture.NewUserAsync();
        await user.UploadAsync("a", new byte[123]);
        await user.PutTextAsync("hello");
        using var response = await user.GetAsync("/account/profile", ("Accept", "application/json"));
        var json = await response.JsonAsync();
        Assert.Equal(user.Name, json.GetProperty("username").GetString());
        Assert.Equal(user.Email, json.GetProperty("email").GetString());
        Assert.Equal(1, json.GetProperty("files").GetInt32());
        Assert.Equal(123, json.GetProperty("fileBytes").GetInt64());
        Assert.Equal(20, json.GetProperty("maxFiles").GetInt32());
        Assert.Equal("text", json.GetProperty("buffer").GetProperty("kind").GetString());
    }
}
