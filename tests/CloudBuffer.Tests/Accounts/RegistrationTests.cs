using System.Globalization;
using System.Net;
using System.Text.Json;

namespace CloudBuffer.Tests.Accounts;

/// <summary>The contract of <c>/account/register</c>.</summary>
public sealed class RegistrationTests(EmbeddedApp fixture)
{
    public static TheoryData<string, string, string, string, string> WrongForms => new()
    {
        { "", "ok@example.org", "long enough", "long enough", "username" },
        { "../../x", "ok@example.org", "long enough", "long enough", "username" },
        { "a b", "ok@example.org", "long enough", "long enough", "username" },
        { "аlice", "ok@example.org", "long enough", "long enough", "username" }, // the first letter is Cyrillic
        { new string('a', 33), "ok@example.org", "long enough", "long enough", "username" },
        { "line\nbreak", "ok@example.org", "long enough", "long enough", "username" },
        { "fine", "no-address", "long enough", "long enough", "email" },
        { "fine", "two@@example.org", "long enough", "long enough", "email" },
        { "fine", "ok@example.org", "short", "short", "password" },
        { "fine", "ok@example.org", "aaaaaaaaaaaa", "aaaaaaaaaaaa", "password" },
        { "fine", "ok@example.org", "Password123", "Password123", "password" },
        { "fine-name", "ok@example.org", "fine-name", "fine-name", "password" },
        { "fine", "ok@example.org", new string('x', 60) + new string('y', 60) + "0123456789", "", "password" },
        { "fine", "ok@example.org", "long enough", "long  enough", "password_confirm" },
    };

    [Theory(Timeout = 60_000)]
    [InlineData("password1234")]
    [InlineData("Password123!")]
    [InlineData("P@ssw0rd2026")]
    [InlineData("iloveyou1")]
    [InlineData("qwertyuiop1")]
    [InlineData("asdfghjkl;")]
    [InlineData("Summer2026!")]
    [InlineData("mary-jane1")]
    [InlineData("mary-jane2026")]
    [InlineData("cloudbuffer1")]
    public async Task A_password_that_is_easy_to_guess_is_refused(string password)
    {
        using var visitor = fixture.NewVisitor();
        using var response = await visitor.PostJsonAsync("/account/register", new { username = "mary-jane", password });
        await response.IsProblemAsync(400, "form_invalid");
        Assert.Contains("easy to guess", (await response.JsonAsync()).GetProperty("errors").GetProperty("password")[0].GetString());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_registration_ignores_fields_that_a_user_may_not_set()
    {
        using var visitor = fixture.NewVisitor();
        using var response = await visitor.PostJsonAsync("/account/register", new
        {
            username = visitor.Name,
            password = Visitor.Password,
            Id = "chosen",
            EmailConfirmed = "true",
            AccessFailedCount = "-100",
            passwordHash = "x",
        });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(1, fixture.App.Query(
            $"select count(*) from Users where UserName = '{visitor.Name}' and Id <> 'chosen' and not EmailConfirmed and AccessFailedCount = 0"));
    }

    [Fact(Timeout = 60_000)]
    public async Task The_registration_form_signs_in_and_redirects_to_the_return_URL()
    {
        using var visitor = fixture.NewVisitor();
        using var response = await visitor.PostFormAsync("/account/register", ("username", visitor.Name), ("email", visitor.Email),
            ("password", Visitor.Password), ("password_confirm", Visitor.Password), ("returnUrl", "/file/load"));
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Equal("/file/load", response.Header("Location"));
        await visitor.GetAsync("/file/load").HasStatusAsync(HttpStatusCode.OK);
        var cookie = response.Header("Set-Cookie");
        Assert.Contains("httponly", cookie);
        Assert.Contains("samesite=lax", cookie);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_misspelled_register_route_redirects_and_keeps_the_method()
    {
        using var visitor = fixture.NewVisitor();
        using var response = await visitor.PostFormAsync("/account/registet?returnUrl=%2Ffile%2Fload", ("username", "x"));
        Assert.Equal(HttpStatusCode.PermanentRedirect, response.StatusCode);
        Assert.Equal("/account/register?returnUrl=%2Ffile%2Fload", response.Header("Location"));
    }

    [Theory(Timeout = 60_000), MemberData(nameof(WrongForms))]
    public async Task An_invalid_registration_names_the_field(string username, string email, string password, string confirm, string field)
    {
        using var visitor = fixture.NewVisitor();
        using var json = await visitor.PostJsonAsync("/account/register", new { username, email, password, password_confirm = confirm });
        await json.IsProblemAsync(400, "form_invalid");
        var errors = (await json.JsonAsync()).GetProperty("errors");
        Assert.NotEqual("", errors.GetProperty(field)[0].GetString());
        using var form = await visitor.SendAsync(HttpMethod.Post, "/account/register", new FormUrlEncodedContent(
            [new("username", username), new("email", email), new("password", password), new("password_confirm", confirm)]), ("Accept", "text/html"));
        Assert.Equal(HttpStatusCode.BadRequest, form.StatusCode);
        var page = WebUtility.HtmlDecode(await form.TextAsync());
        Assert.Contains(errors.GetProperty(field)[0].GetString()!, page);
        Assert.DoesNotContain("value=\"long enough\"", page);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_taken_name_or_email_is_rejected_in_any_case()
    {
        var user = await fixture.SharedUserAsync();
        using var other = fixture.NewVisitor();
        await TakenAsync("username", user.Name.ToUpperInvariant(), other.Email);
        await TakenAsync("email", other.Name, user.Email.ToUpperInvariant());
        await TakenAsync("username", user.Email, other.Email); // else the owner of the address could not sign in

        async Task TakenAsync(string field, string username, string email)
        {
            using var response = await other.PostJsonAsync(
                "/account/register", new { username, email, password = Visitor.Password, password_confirm = Visitor.Password });
            await response.IsProblemAsync(400, "form_invalid");
            Assert.True((await response.JsonAsync()).GetProperty("errors").TryGetProperty(field, out _));
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Email_and_repeated_password_are_optional()
    {
        using var program = fixture.NewVisitor();
        await program.PostJsonAsync("/account/register", new { username = program.Name, password = Visitor.Password }).HasStatusAsync(HttpStatusCode.OK);
        using var profile = await program.GetAsync("/account/profile", ("Accept", "application/json"));
        Assert.Equal(JsonValueKind.Null, (await profile.JsonAsync()).GetProperty("email").ValueKind);
        using var form = fixture.NewVisitor();
        await form.PostFormAsync("/account/register", ("username", form.Name), ("email", ""), ("password", Visitor.Password))
            .HasStatusAsync(HttpStatusCode.SeeOther);
    }

    [Fact(Timeout = 60_000)]
    public async Task An_incomplete_registration_does_not_reveal_who_has_an_account()
    {
        var user = await fixture.SharedUserAsync();
        using var other = fixture.NewVisitor();
        using var response = await other.PostJsonAsync("/account/register", new { username = "!", email = user.Email, password = Visitor.Password });
        await response.IsProblemAsync(400, "form_invalid");
        Assert.False((await response.JsonAsync()).GetProperty("errors").TryGetProperty("email", out _));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_network_can_try_thirty_registrations_a_minute()
    {
        using var visitor = fixture.NewVisitor();
        for (int i = 0; i < 30; i++)
            await visitor.PostJsonAsync("/account/register", new { username = "!" }).IsProblemAsync(400, "form_invalid");
        using var response = await visitor.PostJsonAsync("/account/register", new { username = visitor.Name, password = Visitor.Password });
        await response.IsProblemAsync(429, "too_many_requests");
        Assert.InRange(int.Parse(response.Header("Retry-After"), CultureInfo.InvariantCulture), 1, 60);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_network_can_create_ten_accounts_an_hour()
    {
        using var visitor = fixture.NewVisitor();
        for (int i = 0; i < 10; i++)
        {
            await visitor.PostJsonAsync("/account/register", new { username = $"{visitor.Name}-{i}", password = Visitor.Password })
                .HasStatusAsync(HttpStatusCode.OK);
        }
        using (var refused = await visitor.PostJsonAsync("/account/register", new { username = visitor.Name, password = Visitor.Password }))
        {
            await refused.IsProblemAsync(429, "too_many_requests");
            Assert.InRange(int.Parse(refused.Header("Retry-After"), CultureInfo.InvariantCulture), 600, 3600);
        }
        using var neighbor = fixture.NewVisitor();
        await neighbor.PostJsonAsync("/account/register", new { username = visitor.Name, password = Visitor.Password }).HasStatusAsync(HttpStatusCode.OK);
    }

    [Fact(Timeout = 60_000)]
    public async Task Concurrent_registrations_cannot_use_the_same_text_as_name_and_as_email()
    {
        var email = $"{Guid.NewGuid().ToString("N")[..8]}@e.org";
        var visitors = Enumerable.Range(0, 4).Select(_ => fixture.NewVisitor()).ToList();
        var responses = await Task.WhenAll(visitors.Select((visitor, i) => visitor.PostJsonAsync("/account/register", i % 2 == 0
            ? new { username = email, email = visitor.Email, password = Visitor.Password }
            : new { username = visitor.Name, email, password = Visitor.Password })));
        Assert.Single(responses, response => response.StatusCode == HttpStatusCode.OK);
        Assert.Equal(3, responses.Count(response => response.StatusCode == HttpStatusCode.BadRequest));
        visitors.ForEach(visitor => visitor.Dispose());
    }
}
