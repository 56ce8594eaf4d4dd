using System.Net;

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
        { "fine", "", "long enough", "long enough", "email" },
        { "fine", "ok@example.org", "short", "short", "password" },
        { "fine", "ok@example.org", "aaaaaaaaaaaa", "aaaaaaaaaaaa", "password" },
        { "fine", "ok@example.org", "Password123", "Password123", "password" },
        { "fine-name", "ok@example.org", "fine-name", "fine-name", "password" },
        { "fine", "ok@example.org", new string('x', 60) + new string('y', 60) + "0123456789", "", "password" },
        { "fine", "ok@example.org", "long enough", "long  enough", "password_confirm" },
    };

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
}
