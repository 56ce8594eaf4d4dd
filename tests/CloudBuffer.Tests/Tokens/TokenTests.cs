using System.Net;
using System.Net.Http.Json;
using System.Text;

namespace CloudBuffer.Tests.Tokens;

/// <summary>Access tokens: creation, authentication, expiry and revocation.</summary>
public sealed class TokenTests(EmbeddedApp fixture)
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task A_token_authenticates_as_Bearer_and_as_a_Basic_password()
    {
        var user = await fixture.SharedUserAsync();
        await user.PutTextAsync("mine");
        var created = await user.CreateTokenAsync();
        Assert.Matches("^cb_[0-9a-f]{12}_[A-Za-z0-9_-]{43}$", created.Token);
        Assert.InRange(created.ExpiresAt - DateTimeOffset.UtcNow, TimeSpan.FromDays(89.9), TimeSpan.FromDays(90));
        using var program = fixture.NewVisitor();
        foreach (var header in new[] { $"Bearer {created.Token}", $"bearer {created.Token}", Basic("ann", created.Token), Basic("", created.Token) })
        {
            using var response = await program.GetAsync("/file/buffer", ("Authorization", header));
            Assert.Equal("mine", await response.TextAsync());
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task The_curl_command_shown_with_a_token_works()
    {
        var user = await fixture.SharedUserAsync();
        await user.PutTextAsync("by curl");
        var created = await user.CreateTokenAsync();
        await using var shell = new Shell();
        // The app under test listens on loopback only.
        var line = created.Curl.Replace(new Uri(created.Curl[created.Curl.IndexOf("http", StringComparison.Ordinal)..]).Host, "127.0.0.1");
        Assert.Equal("by curl", await shell.OutputOfAsync(line + " -sS"));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("Bearer cb_0123456789ab_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Bearer")]
    [InlineData("Bearer nonsense")]
    [InlineData("Basic !!!")]
    [InlineData("Basic bm9jb2xvbg==")]
    [InlineData("Digest username=x")]
    public async Task An_invalid_token_gets_401_even_with_a_valid_cookie(string header)
    {
        var user = await fixture.SharedUserAsync();
        await user.PutTextAsync("mine");
        using var response = await user.GetAsync("/file/buffer", ("Authorization", header));
        await response.IsProblemAsync(401, "token_invalid");
        Assert.Contains("invalid_token", response.Header("WWW-Authenticate"));
        using var page = await user.GetAsync("/", ("Authorization", header), ("Accept", "text/html"));
        Assert.DoesNotContain("mine", await page.TextAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_token_with_a_wrong_secret_gets_401()
    {
        var user = await fixture.SharedUserAsync();
        var created = await user.CreateTokenAsync();
        using var program = fixture.NewVisitor();
        var wrong = created.Token[..^1] + (created.Token[^1] == 'A' ? 'B' : 'A');
        await program.GetAsync("/file/buffer", ("Authorization", $"Bearer {wrong}")).IsProblemAsync(401, "token_invalid");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_account_password_is_not_accepted_by_Basic()
    {
        var user = await fixture.SharedUserAsync();
        using var program = fixture.NewVisitor();
        await program.GetAsync("/file/buffer", ("Authorization", Basic(user.Name, Visitor.Password))).IsProblemAsync(401, "token_invalid");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_token_list_shows_scopes_and_last_use_but_not_the_secret()
    {
        using var user = await fixture.NewUserAsync();
        var created = await user.CreateTokenAsync("buffer:read");
        using (var before = await user.GetAsync("/token", ("Accept", "application/json")))
            Assert.Equal(System.Text.Json.JsonValueKind.Null, (await before.JsonAsync())[0].GetProperty("lastUsedAt").ValueKind);
        using var program = fixture.NewVisitor();
        using var used = await program.GetAsync("/file/buffer", created.Header);
        using var list = await user.GetAsync("/token", ("Accept", "application/json"));
        var text = await list.TextAsync();
        var row = (await list.JsonAsync())[0];
        Assert.Equal("buffer:read", row.GetProperty("scope").GetString());
        Assert.Equal(program.Address.ToString(), row.GetProperty("lastUsedFrom").GetString());
        Assert.InRange(DateTimeOffset.UtcNow - row.GetProperty("lastUsedAt").GetDateTimeOffset(), TimeSpan.FromSeconds(-1), TimeSpan.FromMinutes(1));
        var secret = created.Token[^43..];
        Assert.DoesNotContain(secret, text);
        using var page = await user.GetAsync("/token", ("Accept", "text/html"));
        Assert.DoesNotContain(secret, await page.TextAsync());
        Assert.DoesNotContain(secret, fixture.App.Log);
        Assert.Equal(0, fixture.App.Query($"select count(*) from Tokens where SecretHash like '%{secret}%'"));
        foreach (var file in Directory.GetFiles(fixture.App.Folder, "cloudbuffer.db*"))
            Assert.Equal(-1, (await ReadSharedAsync(file)).AsSpan().IndexOf(Encoding.ASCII.GetBytes(secret)));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_revoked_token_gets_401_at_the_next_request()
    {
        using var user = await fixture.NewUserAsync();
        using var program = fixture.NewVisitor();
        var (one, two, three) = (await user.CreateTokenAsync(), await user.CreateTokenAsync(), await user.CreateTokenAsync());
        foreach (var token in new[] { one, two, three })
            await program.GetAsync("/file/buffer", token.Header).IsProblemAsync(404, "buffer_empty");
        await user.SendAsync(HttpMethod.Delete, $"/token/{one.Id}", null).HasStatusAsync(HttpStatusCode.NoContent);
        await user.PostFormAsync("/token/delete", ("id", two.Id)).HasStatusAsync(HttpStatusCode.NoContent);
        await program.SendAsync(HttpMethod.Delete, "/token/current", null, three.Header).HasStatusAsync(HttpStatusCode.NoContent);
        foreach (var token in new[] { one, two, three })
            await program.GetAsync("/file/buffer", token.Header).IsProblemAsync(401, "token_invalid");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_token_expires_and_is_revoked_by_a_password_change()
    {
        using var user = await fixture.NewUserAsync();
        using var program = fixture.NewVisitor();
        var (one, two) = (await user.CreateTokenAsync(), await user.CreateTokenAsync());
        fixture.App.Execute($"update Tokens set ExpiresAt = {DateTimeOffset.UtcNow.AddSeconds(-1).ToUnixTimeMilliseconds()} where Id = '{one.Id}'");
        await program.GetAsync("/file/buffer", one.Header).IsProblemAsync(401, "token_invalid");
        // As a password change does. A token that was verified less than ten seconds ago needs an event.
        fixture.App.Execute($"update Users set SecurityStamp = 'another' where UserName = '{user.Name}'");
        await program.GetAsync("/file/buffer", two.Header).IsProblemAsync(401, "token_invalid");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_token_of_another_user_gets_404()
    {
        using var user = await fixture.NewUserAsync();
        using var other = await fixture.NewUserAsync();
        var created = await user.CreateTokenAsync();
        await other.SendAsync(HttpMethod.Delete, $"/token/{created.Id}", null).IsProblemAsync(404, "token_not_found");
        await other.GetAsync($"/token/delete?id={created.Id}").IsProblemAsync(404, "token_not_found");
        using var list = await other.GetAsync("/token", ("Accept", "application/json"));
        Assert.Equal("[]", await list.TextAsync());
        using var program = fixture.NewVisitor();
        await program.GetAsync("/file/buffer", created.Header).IsProblemAsync(404, "buffer_empty");
    }

    [Theory(Timeout = 60_000)]
    [InlineData("""{"scope":"file:read"}""", "name")]
    [InlineData("""{"name":"\u200b","scope":"file:read"}""", "name")]
    [InlineData("""{"name":"x"}""", "scope")]
    [InlineData("""{"name":"x","scope":"file:read admin"}""", "scope")]
    [InlineData("""{"name":"x","scope":"file:read","days":"0"}""", "days")]
    [InlineData("""{"name":"x","scope":"file:read","days":"366"}""", "days")]
    [InlineData("""{"name":"x","scope":"file:read","days":"soon"}""", "days")]
    public async Task An_invalid_token_form_names_the_field(string json, string field)
    {
        var user = await fixture.SharedUserAsync();
        using var response = await user.SendAsync(HttpMethod.Post, "/token", new StringContent(json, Encoding.UTF8, "application/json"));
        Assert.True((await response.JsonAsync()).GetProperty("errors").TryGetProperty(field, out _));
        await response.IsProblemAsync(400, "form_invalid");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_user_can_have_fifty_tokens()
    {
        using var user = await fixture.NewUserAsync();
        for (int i = 0; i < 50; i++)
            await user.CreateTokenAsync();
        await user.PostJsonAsync("/token", new { name = "one more", scope = "file:read" }).IsProblemAsync(400, "too_many_tokens");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_cross_site_request_can_neither_create_nor_use_a_token()
    {
        var user = await fixture.SharedUserAsync();
        var created = await user.CreateTokenAsync();
        await user.SendAsync(HttpMethod.Post, "/token", JsonContent.Create(new { name = "x", scope = "file:read" }), ("Sec-Fetch-Site", "cross-site"))
            .IsProblemAsync(403, "cross_site");
        await user.SendAsync(HttpMethod.Delete, $"/token/{created.Id}", null, ("Origin", "http://evil.example")).IsProblemAsync(403, "cross_site");
        await user.SendAsync(HttpMethod.Post, "/file/buffer", new StringContent("x"), created.Header, ("X-Data-Type", "text"), ("Sec-Fetch-Site", "same-site"))
            .IsProblemAsync(403, "cross_site");
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
