using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;

namespace CloudBuffer.Tests.Accounts;

/// <summary>The contract of <c>/account</c>.</summary>
public abstract class AccountTests(RunningApp running)
{
    [Fact(Timeout = 60_000)]
    public async Task Signing_up_by_form_signs_in_and_leads_to_where_one_wanted()
    {
        using var visitor = running.NewVisitor();
        using var answer = await visitor.PostFormAsync("/account/register", ("username", visitor.Name), ("email", visitor.Email),
            ("password", Visitor.Password), ("password_confirm", Visitor.Password), ("returnUrl", "/file/load"));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal("/file/load", answer.Header("Location"));
        await visitor.GetAsync("/file/load").HasStatusAsync(HttpStatusCode.OK);
        var cookie = answer.Header("Set-Cookie");
        Assert.Contains("httponly", cookie);
        Assert.Contains("samesite=lax", cookie);
    }

    [Fact(Timeout = 60_000)]
    public async Task One_signs_in_by_name_or_email_in_any_letter_case()
    {
        using var user = await running.NewUserAsync();
        foreach (var name in new[] { user.Name, user.Email, user.Name.ToUpperInvariant(), $" {user.Email} " })
        {
            using var again = running.NewVisitor();
            using var answer = await again.PostJsonAsync("/account/login", new { username = name, password = Visitor.Password });
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(user.Name, (await answer.JsonAsync()).GetProperty("username").GetString());
            await again.GetAsync("/file/load").HasStatusAsync(HttpStatusCode.OK);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Signing_out_forgets_the_cookie()
    {
        using var user = await running.NewUserAsync();
        await user.GetAsync("/account/logout").HasStatusAsync(HttpStatusCode.OK);
        await user.GetAsync("/file/buffer").IsProblemAsync(404, "buffer_empty");
        await user.PostJsonAsync("/account/logout", new { }).HasStatusAsync(HttpStatusCode.NoContent);
        await user.GetAsync("/file/buffer").IsProblemAsync(401, "sign_in_required");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_address_as_the_original_spells_it_leads_on_and_keeps_the_method()
    {
        using var visitor = running.NewVisitor();
        using var answer = await visitor.PostFormAsync("/account/registet?returnUrl=%2Ffile%2Fload", ("username", "x"));
        Assert.Equal(HttpStatusCode.PermanentRedirect, answer.StatusCode);
        Assert.Equal("/account/register?returnUrl=%2Ffile%2Fload", answer.Header("Location"));
    }

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

    [Theory(Timeout = 60_000), MemberData(nameof(WrongForms))]
    public async Task Each_wrong_field_is_named(string username, string email, string password, string confirm, string field)
    {
        using var visitor = running.NewVisitor();
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
    public async Task A_taken_name_or_email_is_refused_in_any_letter_case_and_as_the_other()
    {
        using var user = await running.NewUserAsync();
        using var other = running.NewVisitor();
        await TakenAsync("username", user.Name.ToUpperInvariant(), other.Email);
        await TakenAsync("email", other.Name, user.Email.ToUpperInvariant());
        await TakenAsync("username", user.Email, other.Email); // else it would shut the owner of the address out

        async Task TakenAsync(string field, string username, string email)
        {
            using var answer = await other.PostJsonAsync("/account/register", new { username, email, password = Visitor.Password, password_confirm = Visitor.Password });
            await answer.IsProblemAsync(400, "form_invalid");
            Assert.True((await answer.JsonAsync()).GetProperty("errors").TryGetProperty(field, out _));
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_wrong_password_and_an_unknown_name_get_the_same_words_after_the_same_work()
    {
        using var user = await running.NewUserAsync();
        using var stranger = running.NewVisitor();
        var words = new List<string>();
        foreach (var name in new[] { user.Name, user.Email, "nobody-of-that-name", "nobody@example.org", "" })
        {
            var watch = Stopwatch.StartNew();
            using var answer = await stranger.PostJsonAsync("/account/login", new { username = name, password = "wrong password" });
            // Less is not possible: the answer is held back beyond what either case takes.
            Assert.True(watch.Elapsed > TimeSpan.FromMilliseconds(350), $"{watch.Elapsed} is too fast");
            await answer.IsProblemAsync(403, "sign_in_failed");
            words.Add((await answer.JsonAsync()).GetProperty("detail").GetString()!);
        }
        Assert.Single(words.Distinct());
    }

    [Fact(Timeout = 120_000)]
    public async Task Ten_wrong_passwords_lock_the_account_and_only_the_right_one_hears_of_it()
    {
        using var user = await running.NewUserAsync();
        using var stranger = running.NewVisitor();
        for (int i = 0; i < 11; i++)
            await stranger.PostJsonAsync("/account/login", new { username = user.Name, password = $"wrong {i}" }).IsProblemAsync(403, "sign_in_failed");
        await stranger.PostJsonAsync("/account/login", new { username = user.Name, password = Visitor.Password }).IsProblemAsync(403, "account_locked");
        await stranger.PostJsonAsync("/account/login", new { username = user.Name, password = "wrong" }).IsProblemAsync(403, "sign_in_failed");
        await user.GetAsync("/file/load").HasStatusAsync(HttpStatusCode.OK); // who is in stays in
    }

    [Fact(Timeout = 120_000)]
    public async Task Thirty_wrong_passwords_from_one_network_are_enough_whatever_the_account()
    {
        using var user = await running.NewUserAsync();
        using var guesser = running.NewVisitor();
        // Not all at once: so many would be told to wait for their turn.
        foreach (var some in Enumerable.Range(0, 30).Chunk(5))
        {
            await Task.WhenAll(some.Select(i => guesser.PostJsonAsync("/account/login", new { username = $"nobody-{i}", password = "one for all" })
                .IsProblemAsync(403, "sign_in_failed")));
        }
        foreach (var (name, password) in new[] { ("nobody", "one for all"), (user.Name, Visitor.Password) })
        {
            using var answer = await guesser.PostJsonAsync("/account/login", new { username = name, password });
            await answer.IsProblemAsync(429, "too_many_failed");
            Assert.Equal("600", answer.Header("Retry-After"));
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
    public async Task A_way_back_that_leads_elsewhere_is_not_taken(string returnUrl)
    {
        using var user = await running.NewUserAsync();
        using var answer = await user.PostFormAsync("/account/login", ("username", user.Name), ("password", Visitor.Password), ("returnUrl", returnUrl));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal("/", answer.Header("Location"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_browser_is_led_to_the_sign_in_page_and_back()
    {
        using var visitor = running.NewVisitor();
        using var answer = await visitor.GetAsync("/file/mine?x=1", ("Accept", "text/html"));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.EndsWith("/account/login?returnUrl=%2Ffile%2Fmine%3Fx%3D1", answer.Header("Location"));
        using var program = await visitor.GetAsync("/file/mine");
        Assert.Equal("Bearer realm=\"CloudBuffer\"", program.Header("WWW-Authenticate"));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("text/plain", "{\"username\":\"x\"}", 415, "content_type_unsupported")]
    [InlineData("application/json", "{", 400, "json_invalid")]
    [InlineData("application/json", "[]", 400, "json_invalid")]
    [InlineData("application/json", "null", 400, "json_invalid")]
    [InlineData("application/json", "{\"username\":{}}", 400, "json_invalid")]
    [InlineData("application/json", "{\"username\":null}", 403, "sign_in_failed")]
    [InlineData("application/x-www-form-urlencoded", "%%%", 403, "sign_in_failed")]
    [InlineData("multipart/form-data; boundary=x", "--x", 400, "bad_request")]
    public async Task A_body_that_does_not_fit_is_the_clients_fault(string type, string body, int status, string code)
    {
        using var visitor = running.NewVisitor();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        await visitor.SendAsync(HttpMethod.Post, "/account/login", content).IsProblemAsync(status, code);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("application/json")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task A_huge_body_is_413(string type)
    {
        using var visitor = running.NewVisitor();
        var text = type == "application/json" ? JsonSerializer.Serialize(new { password = new string('x', 100_000) }) : "password=" + new string('x', 100_000);
        await visitor.SendAsync(HttpMethod.Post, "/account/login", new StringContent(text, Encoding.UTF8, type)).IsProblemAsync(413, "too_large");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_profile_says_what_is_stored()
    {
        using var user = await running.NewUserAsync();
        await user.UploadAsync("a", new byte[123]);
        await user.PutTextAsync("hello");
        using var answer = await user.GetAsync("/account/profile", ("Accept", "application/json"));
        var json = await answer.JsonAsync();
        Assert.Equal(user.Name, json.GetProperty("username").GetString());
        Assert.Equal(user.Email, json.GetProperty("email").GetString());
        Assert.Equal(1, json.GetProperty("files").GetInt32());
        Assert.Equal(123, json.GetProperty("fileBytes").GetInt64());
        Assert.Equal(20, json.GetProperty("maxFiles").GetInt32());
        Assert.Equal("text", json.GetProperty("buffer").GetProperty("kind").GetString());
    }
}

public sealed class AccountTestsOnEmbeddedRedis(EmbeddedApp running) : AccountTests(running);

public sealed class AccountTestsOnRedisServer(RedisApp running) : AccountTests(running);

/// <summary>More sign-ins than the program can hash passwords for.</summary>
public sealed class SignInFloodTests
{
    [Fact(Timeout = 120_000)]
    public async Task A_flood_of_sign_ins_leaves_room_for_others()
    {
        await using var app = await new AppProcess().StartAsync();
        using var stranger = new Visitor(app.Address);
        var flood = Enumerable.Range(0, 100).Select(_ => stranger.PostJsonAsync("/account/login", new { username = "nobody", password = "wrong password" })).ToList();
        await stranger.GetAsync("/health").HasStatusAsync(HttpStatusCode.OK);
        var codes = (await Task.WhenAll(flood)).GroupBy(answer => (int)answer.StatusCode).ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal([403, 429], codes.Keys.Order());
        Assert.Equal(100, codes.Values.Sum());
    }
}
