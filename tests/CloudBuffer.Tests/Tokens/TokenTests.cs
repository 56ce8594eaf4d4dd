using System.Net;
using System.Net.Http.Json;
using System.Text;

namespace CloudBuffer.Tests.Tokens;

/// <summary>Personal tokens: what they are, who they let in, and when they stop.</summary>
public abstract class TokenTests(RunningApp running)
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task A_token_lets_in_as_bearer_and_as_the_password_of_anybody()
    {
        using var user = await running.NewUserAsync();
        await user.PutTextAsync("mine");
        var made = await user.MakeTokenAsync();
        Assert.Matches("^cb_[0-9a-f]{12}_[A-Za-z0-9_-]{43}$", made.Token);
        Assert.InRange(made.ExpiresAt - DateTimeOffset.UtcNow, TimeSpan.FromDays(89.9), TimeSpan.FromDays(90));
        using var program = running.NewVisitor();
        foreach (var header in new[] { $"Bearer {made.Token}", $"bearer {made.Token}", Basic("ann", made.Token), Basic("", made.Token) })
        {
            using var answer = await program.GetAsync("/file/buffer", ("Authorization", header));
            Assert.Equal("mine", await answer.TextAsync());
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task The_line_that_comes_with_a_token_works_as_it_is()
    {
        using var user = await running.NewUserAsync();
        await user.PutTextAsync("by curl");
        var made = await user.MakeTokenAsync();
        await using var shell = new Shell();
        // The test's program listens on loopback only.
        var line = made.Curl.Replace(new Uri(made.Curl[made.Curl.IndexOf("http", StringComparison.Ordinal)..]).Host, "127.0.0.1");
        Assert.Equal("by curl", await shell.PrintsAsync(line + " -sS"));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("Bearer cb_0123456789ab_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Bearer")]
    [InlineData("Bearer nonsense")]
    [InlineData("Basic !!!")]
    [InlineData("Basic bm9jb2xvbg==")]
    [InlineData("Digest username=x")]
    public async Task A_bad_token_is_nobody_whatever_cookie_comes_with_it(string header)
    {
        using var user = await running.NewUserAsync();
        await user.PutTextAsync("mine");
        using var answer = await user.GetAsync("/file/buffer", ("Authorization", header));
        await answer.IsProblemAsync(401, "token_invalid");
        Assert.Contains("invalid_token", answer.Header("WWW-Authenticate"));
        using var page = await user.GetAsync("/", ("Authorization", header), ("Accept", "text/html"));
        Assert.DoesNotContain("mine", await page.TextAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_right_id_with_a_wrong_secret_is_refused_like_any_other()
    {
        using var user = await running.NewUserAsync();
        var made = await user.MakeTokenAsync();
        using var program = running.NewVisitor();
        var wrong = made.Token[..^1] + (made.Token[^1] == 'A' ? 'B' : 'A');
        await program.GetAsync("/file/buffer", ("Authorization", $"Bearer {wrong}")).IsProblemAsync(401, "token_invalid");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_password_of_the_account_is_not_taken_by_Basic()
    {
        using var user = await running.NewUserAsync();
        using var program = running.NewVisitor();
        await program.GetAsync("/file/buffer", ("Authorization", Basic(user.Name, Visitor.Password))).IsProblemAsync(401, "token_invalid");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_list_says_what_a_token_may_and_when_it_was_used_and_never_the_token()
    {
        using var user = await running.NewUserAsync();
        var made = await user.MakeTokenAsync("buffer:read");
        using (var before = await user.GetAsync("/token", ("Accept", "application/json")))
            Assert.Equal(System.Text.Json.JsonValueKind.Null, (await before.JsonAsync())[0].GetProperty("lastUsedAt").ValueKind);
        using var program = running.NewVisitor();
        using var used = await program.GetAsync("/file/buffer", made.Header);
        using var list = await user.GetAsync("/token", ("Accept", "application/json"));
        var text = await list.TextAsync();
        var row = (await list.JsonAsync())[0];
        Assert.Equal("buffer:read", row.GetProperty("scope").GetString());
        Assert.Equal(program.Address.ToString(), row.GetProperty("lastUsedFrom").GetString());
        Assert.InRange(DateTimeOffset.UtcNow - row.GetProperty("lastUsedAt").GetDateTimeOffset(), TimeSpan.FromSeconds(-1), TimeSpan.FromMinutes(1));
        var secret = made.Token[^43..];
        Assert.DoesNotContain(secret, text);
        using var page = await user.GetAsync("/token", ("Accept", "text/html"));
        Assert.DoesNotContain(secret, await page.TextAsync());
        Assert.DoesNotContain(secret, running.App.Log);
        Assert.Equal(0, running.App.Query($"select count(*) from Tokens where SecretHash like '%{secret}%'"));
        foreach (var file in Directory.GetFiles(running.App.Folder, "cloudbuffer.db*"))
            Assert.Equal(-1, (await ReadSharedAsync(file)).AsSpan().IndexOf(Encoding.ASCII.GetBytes(secret)));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_revoked_token_is_refused_at_the_next_request()
    {
        using var user = await running.NewUserAsync();
        using var program = running.NewVisitor();
        var (one, two, three) = (await user.MakeTokenAsync(), await user.MakeTokenAsync(), await user.MakeTokenAsync());
        foreach (var token in new[] { one, two, three })
            await program.GetAsync("/file/buffer", token.Header).IsProblemAsync(404, "buffer_empty");
        await user.SendAsync(HttpMethod.Delete, $"/token/{one.Id}", null).HasStatusAsync(HttpStatusCode.NoContent);
        await user.PostFormAsync("/token/delete", ("id", two.Id)).HasStatusAsync(HttpStatusCode.NoContent);
        await program.SendAsync(HttpMethod.Delete, "/token/current", null, three.Header).HasStatusAsync(HttpStatusCode.NoContent);
        foreach (var token in new[] { one, two, three })
            await program.GetAsync("/file/buffer", token.Header).IsProblemAsync(401, "token_invalid");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_token_ends_with_its_time_and_with_the_owners_old_password()
    {
        using var user = await running.NewUserAsync();
        using var program = running.NewVisitor();
        var (one, two) = (await user.MakeTokenAsync(), await user.MakeTokenAsync());
        running.App.Execute($"update Tokens set ExpiresAt = {DateTimeOffset.UtcNow.AddSeconds(-1).ToUnixTimeMilliseconds()} where Id = '{one.Id}'");
        await program.GetAsync("/file/buffer", one.Header).IsProblemAsync(401, "token_invalid");
        await program.GetAsync("/file/buffer", two.Header).IsProblemAsync(404, "buffer_empty");
        // What changing a password does.
        running.App.Execute($"update Users set SecurityStamp = 'another' where UserName = '{user.Name}'");
        await program.GetAsync("/file/buffer", two.Header).IsProblemAsync(401, "token_invalid");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_tokens_of_others_are_as_if_they_were_not_there()
    {
        using var user = await running.NewUserAsync();
        using var other = await running.NewUserAsync();
        var made = await user.MakeTokenAsync();
        await other.SendAsync(HttpMethod.Delete, $"/token/{made.Id}", null).IsProblemAsync(404, "token_not_found");
        await other.GetAsync($"/token/delete?id={made.Id}").IsProblemAsync(404, "token_not_found");
        using var list = await other.GetAsync("/token", ("Accept", "application/json"));
        Assert.Equal("[]", await list.TextAsync());
        using var program = running.NewVisitor();
        await program.GetAsync("/file/buffer", made.Header).IsProblemAsync(404, "buffer_empty");
    }

    [Theory(Timeout = 60_000)]
    [InlineData("""{"scope":"file:read"}""", "name")]
    [InlineData("""{"name":"\u200b","scope":"file:read"}""", "name")]
    [InlineData("""{"name":"x"}""", "scope")]
    [InlineData("""{"name":"x","scope":"file:read admin"}""", "scope")]
    [InlineData("""{"name":"x","scope":"file:read","days":"0"}""", "days")]
    [InlineData("""{"name":"x","scope":"file:read","days":"366"}""", "days")]
    [InlineData("""{"name":"x","scope":"file:read","days":"soon"}""", "days")]
    public async Task A_form_that_does_not_fit_names_the_field(string json, string field)
    {
        using var user = await running.NewUserAsync();
        using var answer = await user.SendAsync(HttpMethod.Post, "/token", new StringContent(json, Encoding.UTF8, "application/json"));
        Assert.True((await answer.JsonAsync()).GetProperty("errors").TryGetProperty(field, out _));
        await answer.IsProblemAsync(400, "form_invalid");
    }

    [Fact(Timeout = 60_000)]
    public async Task Nobody_has_more_than_fifty()
    {
        using var user = await running.NewUserAsync();
        for (int i = 0; i < 50; i++)
            await user.MakeTokenAsync();
        await user.PostJsonAsync("/token", new { name = "one more", scope = "file:read" }).IsProblemAsync(400, "too_many_tokens");
    }

    [Fact(Timeout = 60_000)]
    public async Task Another_site_cannot_use_a_token_it_has_stolen_the_page_of()
    {
        using var user = await running.NewUserAsync();
        var made = await user.MakeTokenAsync();
        await user.SendAsync(HttpMethod.Post, "/token", JsonContent.Create(new { name = "x", scope = "file:read" }), ("Sec-Fetch-Site", "cross-site")).IsProblemAsync(403, "cross_site");
        await user.SendAsync(HttpMethod.Delete, $"/token/{made.Id}", null, ("Origin", "http://evil.example")).IsProblemAsync(403, "cross_site");
        await user.SendAsync(HttpMethod.Post, "/file/buffer", new StringContent("x"), made.Header, ("X-Data-Type", "text"), ("Sec-Fetch-Site", "same-site")).IsProblemAsync(403, "cross_site");
    }

    static string Basic(string name, string password) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}"));

    static async Task<byte[]> ReadSharedAsync(string path)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes, Cancelled);
        return bytes;
    }
}

public sealed class TokenTestsOnEmbeddedRedis(EmbeddedApp running) : TokenTests(running);

public sealed class TokenTestsOnRedisServer(RedisApp running) : TokenTests(running);
