using System.Net;
using System.Text.RegularExpressions;

namespace CloudBuffer.Tests.Help;

/// <summary>Every route, signed in and not, for a browser and for a program: what comes back.</summary>
public sealed class RouteTableTests(EmbeddedApp fixture)
{
    const string Html = "text/html";
    const string Problem = "application/problem+json";
    const string Json = "application/json";
    const string Manifest = "application/manifest+json";

    /// <summary>Method, path, then status and media type: browser signed out, program signed out, browser signed in, program signed in.</summary>
    public static TheoryData<string, string, string, string, string, string> Routes => new()
    {
        { "GET", "/", "200 " + Html, "200 " + Html, "200 " + Html, "200 " + Html },
        { "POST", "/", "302", "401 " + Problem, "400 " + Html, "400 " + Problem },
        { "POST", "/clear", "302", "401 " + Problem, "303", "303" },
        { "GET", "/account/register", "200 " + Html, "200 " + Html, "200 " + Html, "200 " + Html },
        { "POST", "/account/register", "415 " + Html, "415 " + Problem, "415 " + Html, "415 " + Problem },
        { "GET", "/account/registet", "308", "308", "308", "308" },
        { "POST", "/account/registet", "308", "308", "308", "308" },
        { "GET", "/account/login", "200 " + Html, "200 " + Html, "200 " + Html, "200 " + Html },
        { "POST", "/account/login", "415 " + Html, "415 " + Problem, "415 " + Html, "415 " + Problem },
        { "GET", "/account/confirm", "302", "401 " + Problem, "200 " + Html, "200 " + Html },
        { "POST", "/account/confirm", "302", "401 " + Problem, "415 " + Html, "415 " + Problem },
        { "GET", "/account/logout", "200 " + Html, "200 " + Html, "200 " + Html, "200 " + Html },
        { "POST", "/account/logout", "200 " + Html, "204", "200 " + Html, "204" },
        { "GET", "/account/profile", "302", "401 " + Problem, "200 " + Html, "200 " + Json },
        { "GET", "/file/load", "302", "401 " + Problem, "200 " + Html, "200 " + Html },
        { "POST", "/file/load", "302", "401 " + Problem, "400 " + Html, "400 " + Problem },
        { "PUT", "/file/load", "302", "401 " + Problem, "400 " + Html, "400 " + Problem },
        { "GET", "/file/mine", "302", "401 " + Problem, "200 " + Html, "200 " + Json },
        { "GET", "/file/link", "302", "401 " + Problem, "400 " + Html, "400 " + Problem },
        { "GET", "/file/link?token=AAAAAAAAAAAAAAAAAAAAAA", "302", "401 " + Problem, "404 " + Html, "404 " + Problem },
        { "GET", "/file/delete?token=AAAAAAAAAAAAAAAAAAAAAA", "302", "401 " + Problem, "404 " + Html, "404 " + Problem },
        { "POST", "/file/delete?token=AAAAAAAAAAAAAAAAAAAAAA", "302", "401 " + Problem, "404 " + Html, "404 " + Problem },
        { "GET", "/file/get", "400 " + Html, "400 " + Problem, "400 " + Html, "400 " + Problem },
        { "GET", "/file/get?token=AAAAAAAAAAAAAAAAAAAAAA", "404 " + Html, "404 " + Problem, "404 " + Html, "404 " + Problem },
        { "DELETE", "/file/get?token=AAAAAAAAAAAAAAAAAAAAAA", "302", "401 " + Problem, "404 " + Html, "404 " + Problem },
        { "GET", "/f/AAAAAAAAAAAAAAAAAAAAAA", "404 " + Html, "404 " + Problem, "404 " + Html, "404 " + Problem },
        { "GET", "/f/AAAAAAAAAAAAAAAAAAAAAA/a.txt", "404 " + Html, "404 " + Problem, "404 " + Html, "404 " + Problem },
        { "DELETE", "/f/AAAAAAAAAAAAAAAAAAAAAA", "302", "401 " + Problem, "404 " + Html, "404 " + Problem },
        { "GET", "/file/qr?token=AAAAAAAAAAAAAAAAAAAAAA", "404 " + Html, "404 " + Problem, "404 " + Html, "404 " + Problem },
        { "GET", "/file/buffer", "302", "401 " + Problem, "404 " + Html, "404 " + Problem },
        { "POST", "/file/buffer", "302", "401 " + Problem, "400 " + Html, "400 " + Problem },
        { "PUT", "/file/buffer/name", "302", "401 " + Problem, "200 " + Json, "200 " + Json },
        { "GET", "/file/buffer/history", "302", "401 " + Problem, "200 " + Json, "200 " + Json },
        { "POST", "/file/buffer/history/back", "302", "401 " + Problem, "415 " + Html, "415 " + Problem },
        { "DELETE", "/file/buffer/history", "302", "401 " + Problem, "204", "204" },
        { "POST", "/file/buffer/history/clear", "302", "401 " + Problem, "303", "204" },
        { "POST", "/file/buffer/extend", "302", "401 " + Problem, "404 " + Html, "404 " + Problem },
        { "POST", "/file/extend?token=AAAAAAAAAAAAAAAAAAAAAA", "302", "401 " + Problem, "404 " + Html, "404 " + Problem },
        { "GET", "/guest", "302", "401 " + Problem, "200 " + Html, "200 " + Html },
        { "POST", "/guest/open", "302", "401 " + Problem, "303", "303" },
        { "POST", "/guest/extend", "302", "401 " + Problem, "404 " + Html, "404 " + Problem },
        { "POST", "/guest/close", "302", "401 " + Problem, "303", "303" },
        { "GET", "/g/AAAAAAAAAAAAAAAAAAAAAA", "404 " + Html, "404 " + Problem, "404 " + Html, "404 " + Problem },
        { "POST", "/g/AAAAAAAAAAAAAAAAAAAAAA", "404 " + Html, "404 " + Problem, "404 " + Html, "404 " + Problem },
        { "GET", "/file/view", "302", "401 " + Problem, "400 " + Html, "400 " + Problem },
        { "GET", "/file/view?token=AAAAAAAAAAAAAAAAAAAAAA", "302", "401 " + Problem, "404 " + Html, "404 " + Problem },
        { "GET", "/share", "302", "401 " + Problem, "200 " + Html, "200 " + Html },
        { "POST", "/share/buffer", "302", "401 " + Problem, "404 " + Html, "404 " + Problem },
        { "POST", "/share", "302", "401 " + Problem, "400 " + Html, "400 " + Problem },
        { "DELETE", "/file/buffer", "302", "401 " + Problem, "204", "204" },
        { "OPTIONS", "/file/upload", "204", "204", "204", "204" },
        { "POST", "/file/upload", "302", "401 " + Problem, "412 " + Html, "412 " + Problem },
        { "GET", "/file/upload/00000000000000000000000000000000", "302", "401 " + Problem, "412 " + Html, "412 " + Problem },
        { "PATCH", "/file/upload/00000000000000000000000000000000", "302", "401 " + Problem, "412 " + Html, "412 " + Problem },
        { "DELETE", "/file/upload/00000000000000000000000000000000", "302", "401 " + Problem, "412 " + Html, "412 " + Problem },
        { "PUT", "/file/load/name", "302", "401 " + Problem, "200 " + Html, "201 " + Json },
        { "PUT", "/file/buffer", "302", "401 " + Problem, "400 " + Html, "400 " + Problem },
        { "OPTIONS", "/file/upload/0", "204", "204", "204", "204" },
        { "POST", "/file/upload/0", "302", "401 " + Problem, "412 " + Html, "412 " + Problem },
        { "GET", "/live", "302", "401 " + Problem, "200 text/event-stream", "200 text/event-stream" },
        { "GET", "/app.webmanifest", "200 " + Manifest, "200 " + Manifest, "200 " + Manifest, "200 " + Manifest },
        { "GET", "/sw.js", "200 text/javascript", "200 text/javascript", "200 text/javascript", "200 text/javascript" },
        { "GET", "/offline.html", "200 " + Html, "200 " + Html, "200 " + Html, "200 " + Html },
        { "GET", "/icons/192.png", "200 image/png", "200 image/png", "200 image/png", "200 image/png" },
        { "GET", "/token", "302", "401 " + Problem, "200 " + Html, "200 " + Json },
        { "POST", "/token", "302", "401 " + Problem, "415 " + Html, "415 " + Problem },
        { "GET", "/token/delete?id=000000000000", "302", "401 " + Problem, "404 " + Html, "404 " + Problem },
        { "POST", "/token/delete?id=000000000000", "302", "401 " + Problem, "404 " + Html, "404 " + Problem },
        { "DELETE", "/token/000000000000", "302", "401 " + Problem, "404 " + Html, "404 " + Problem },
        { "DELETE", "/token/current", "302", "401 " + Problem, "404 " + Html, "404 " + Problem },
        { "POST", "/token/device", "415 " + Html, "415 " + Problem, "415 " + Html, "415 " + Problem },
        { "GET", "/token/device", "302", "401 " + Problem, "200 " + Html, "200 " + Html },
        { "GET", "/token/device?code=BCDF-GHJK", "302", "401 " + Problem, "404 " + Html, "404 " + Html },
        { "POST", "/token/device/poll", "415 " + Html, "415 " + Problem, "415 " + Html, "415 " + Problem },
        { "POST", "/token/device/answer", "302", "401 " + Problem, "415 " + Html, "415 " + Problem },
        { "GET", "/token/device/qr?code=BCDF-GHJK", "200 text/plain", "200 text/plain", "200 text/plain", "200 text/plain" },
        { "GET", "/device", "302", "401 " + Problem, "200 " + Html, "200 " + Json },
        { "POST", "/device/name", "302", "401 " + Problem, "415 " + Html, "415 " + Problem },
        { "GET", "/device/delete?id=0", "302", "401 " + Problem, "404 " + Html, "404 " + Problem },
        { "POST", "/device/delete?id=0", "302", "401 " + Problem, "404 " + Html, "404 " + Problem },
        { "DELETE", "/device/0", "302", "401 " + Problem, "404 " + Html, "404 " + Problem },
        { "POST", "/device/delete-others", "302", "401 " + Problem, "303", "204" },
        { "GET", "/device/add", "302", "401 " + Problem, "200 " + Html, "200 " + Html },
        { "GET", "/device/join", "200 " + Html, "200 " + Html, "200 " + Html, "200 " + Html },
        { "GET", "/device/borrow", "200 " + Html, "200 " + Html, "200 " + Html, "200 " + Html },
        { "GET", "/device/allow", "302", "401 " + Problem, "200 " + Html, "200 " + Html },
        { "POST", "/device/offer", "302", "401 " + Problem, "200 " + Json, "200 " + Json },
        { "GET", "/device/offer/0", "302", "401 " + Problem, "404 " + Html, "404 " + Problem },
        { "POST", "/device/claim", "415 " + Html, "415 " + Problem, "415 " + Html, "415 " + Problem },
        { "POST", "/device/request", "200 " + Json, "200 " + Json, "200 " + Json, "200 " + Json },
        { "POST", "/device/look", "302", "401 " + Problem, "415 " + Html, "415 " + Problem },
        { "POST", "/device/answer", "302", "401 " + Problem, "415 " + Html, "415 " + Problem },
        { "POST", "/device/finish", "415 " + Html, "415 " + Problem, "415 " + Html, "415 " + Problem },
        { "GET", "/help/api", "200 " + Html, "200 " + Html, "200 " + Html, "200 " + Html },
        { "GET", "/cb", "200 text/plain", "200 text/plain", "200 text/plain", "200 text/plain" },
        { "GET", "/openapi/v1.json", "200 " + Json, "200 " + Json, "200 " + Json, "200 " + Json },
        { "GET", "/health", "200 text/plain", "200 text/plain", "200 text/plain", "200 text/plain" },
        { "GET", "/health/ready", "200 " + Json, "200 " + Json, "200 " + Json, "200 " + Json },
        { "GET", "/favicon.svg", "200 image/svg+xml", "200 image/svg+xml", "200 image/svg+xml", "200 image/svg+xml" },
        { "GET", "/css/base.css", "200 text/css", "200 text/css", "200 text/css", "200 text/css" },
        { "GET", "/js/app.js", "200 text/javascript", "200 text/javascript", "200 text/javascript", "200 text/javascript" },
        { "GET", "/nowhere", "404 " + Html, "404 " + Problem, "404 " + Html, "404 " + Problem },
        { "GET", "/file/buffer/x.css", "404 " + Html, "404 " + Problem, "404 " + Html, "404 " + Problem },
        { "PATCH", "/file/buffer", "302", "401 " + Problem, "405 " + Html, "405 " + Problem },
    };

    [Theory(Timeout = 60_000), MemberData(nameof(Routes))]
    public async Task Each_route_has_the_status_and_media_type_of_the_table(
        string method, string path, string browserOut, string programOut, string browserIn, string programIn)
    {
        const string Browser = "text/html,application/xhtml+xml,*/*;q=0.8";
        const string Program = "application/json";
        using var anonymous = fixture.NewVisitor();
        // Signing out ends the session that the other rows use.
        bool ends = path == "/account/logout" && method == "POST";
        var (first, second) = ends
            ? (await fixture.NewUserAsync(), await fixture.NewUserAsync())
            : (await fixture.SharedUserAsync(), await fixture.OtherSharedUserAsync());
        Assert.Equal(browserOut, await SendAsync(anonymous, method, path, Browser));
        Assert.Equal(programOut, await SendAsync(anonymous, method, path, Program));
        Assert.Equal(browserIn, await SendAsync(first, method, path, Browser));
        Assert.Equal(programIn, await SendAsync(second, method, path, Program));
        if (ends)
            return;
        // The other rows expect an empty account.
        foreach (var user in new[] { first, second })
        {
            await user.SendAsync(HttpMethod.Delete, "/file/buffer", null).HasStatusAsync(HttpStatusCode.NoContent);
            await user.PostFormAsync("/guest/close").HasStatusAsync(HttpStatusCode.SeeOther);
        }
    }

    [Fact]
    public void Each_endpoint_is_in_the_table()
    {
        var rows = Routes.Select(row => $"{row.Data.Item1} {row.Data.Item2.Split('?')[0]}").ToList();
        Assert.All(AppRoute.WithoutHead, endpoint => Assert.Contains(
            rows, row => Regex.IsMatch(row, $"^{Regex.Replace(endpoint.Name, @"\{[a-z]+\}", "[^/]+")}$")));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("/FILE/Buffer")]
    [InlineData("/file/buffer/")]
    [InlineData("/file/buffer")]
    public async Task Letter_case_and_a_trailing_slash_do_not_matter(string path)
    {
        var user = await fixture.SharedUserAsync();
        await user.PutTextAsync("same");
        using var response = await user.GetAsync(path);
        Assert.Equal("same", await response.TextAsync());
    }

    static async Task<string> SendAsync(Visitor visitor, string method, string path, string accept)
    {
        using var response = await visitor.SendAsync(new HttpMethod(method), path, null, ("Accept", accept));
        var type = response.Content.Headers.ContentType?.MediaType;
        return type is null ? $"{(int)response.StatusCode}" : $"{(int)response.StatusCode} {type}";
    }
}
