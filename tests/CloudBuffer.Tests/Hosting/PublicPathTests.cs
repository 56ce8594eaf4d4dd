using System.Net;
using System.Text.RegularExpressions;
using static CloudBuffer.Tests.Uploads.TusSteps;

namespace CloudBuffer.Tests.Hosting;

/// <summary>The app below a path of its host, behind a proxy that passes the path on or removes it.</summary>
[Trait("Category", "Slow")]
public sealed partial class PublicPathTests(PublicPathTests.App fixture) : IClassFixture<PublicPathTests.App>
{
    const string Base = "https://example.org/apps/box";

    static readonly string[] Pages =
    [
        "/", "/file/load", "/file/mine", "/guest", "/device", "/device/add", "/token", "/account/profile", "/account/login", "/account/register",
        "/account/logout", "/account/confirm", "/help/api", "/share", "/device/join", "/device/borrow", "/offline.html", "/no-such-page",
    ];

    [Theory(Timeout = 60_000)]
    [InlineData("")]
    [InlineData("/apps/box")]
    public async Task Every_address_on_a_page_contains_the_path(string requested)
    {
        var user = await NewUserAsync();
        await user.PutTextAsync("x").HasStatusAsync(HttpStatusCode.OK);
        var file = await user.UploadAsync("a b.txt", [1]);
        foreach (var page in Pages.Append($"/file/link?token={file.Token}").Append($"/file/delete?token={file.Token}"))
        {
            using var response = await user.GetAsync(requested + page, ("Accept", "text/html"));
            var addresses = Addresses().Matches(await response.TextAsync()).Select(match => match.Groups[1].Value).ToList();
            Assert.NotEmpty(addresses);
            Assert.All(addresses, address => Assert.StartsWith("/apps/box/", address.Replace("https://example.org", "", StringComparison.Ordinal)));
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Links_redirects_and_the_cookie_have_the_path()
    {
        var user = await NewUserAsync();
        var file = await user.UploadAsync("a", [1]);
        Assert.Equal($"{Base}/f/{file.Token}", file.Url);
        using var upload = await TusAsync(user, HttpMethod.Post, "/file/upload", null, ("Upload-Length", "1"));
        Assert.StartsWith("/apps/box/file/upload/", upload.Header("Location"));
        using var cleared = await user.SendAsync(HttpMethod.Post, "/clear", null, ("Accept", "text/html"));
        Assert.Equal("/apps/box/", cleared.Header("Location"));
        using var anonymous = fixture.NewVisitor();
        using var signIn = await anonymous.GetAsync("/file/mine?a=b", ("Accept", "text/html"));
        Assert.EndsWith("/apps/box/account/login?returnUrl=%2Fapps%2Fbox%2Ffile%2Fmine%3Fa%3Db", signIn.Header("Location"));
        using var openApi = await anonymous.GetAsync("/openapi/v1.json");
        Assert.Equal("/apps/box/", (await openApi.JsonAsync()).GetProperty("servers")[0].GetProperty("url").GetString());
    }

    async Task<Visitor> NewUserAsync()
    {
        var user = fixture.NewVisitor();
        using var response = await user.PostJsonAsync("/account/register", new { username = user.Name, password = Visitor.Password });
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("__Secure-CloudBuffer=", StringComparison.Ordinal));
        Assert.Contains("; path=/apps/box; secure; samesite=lax; httponly", cookie);
        // The proxy has TLS; the test speaks to the app itself.
        user.Http.DefaultRequestHeaders.Add("Cookie", cookie.Split(';')[0]);
        return user;
    }

    [GeneratedRegex("(?:href|src|action|data-delete|data-items)=\"(/[^\"]*|http[^\"]*)\"")]
    private static partial Regex Addresses();

    public sealed class App() : ConfiguredApp(("CloudBuffer__PublicUrl", Base));
}
