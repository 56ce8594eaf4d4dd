using System.Text.RegularExpressions;
using CloudBuffer.Tests.Web;

namespace CloudBuffer.Tests.Tokens;

/// <summary>Every route with every scope: what a token may do, and nothing else.</summary>
public sealed partial class ScopeMatrixTests(EmbeddedApp running)
{
    const string Closed = "closed";
    static readonly string[] Scopes = ["buffer:read", "buffer:write", "file:read", "file:write"];

    /// <summary>Method, path, and the scope it needs; <c>closed</c>: no token is taken; empty: any token.</summary>
    public static TheoryData<string, string, string> Routes => new()
    {
        { "GET", "/file/buffer", "buffer:read" },
        { "POST", "/file/buffer", "buffer:write" },
        { "PUT", "/file/buffer", "buffer:write" },
        { "PUT", "/file/buffer/{name}", "buffer:write" },
        { "DELETE", "/file/buffer", "buffer:write" },
        { "POST", "/file/load", "file:write" },
        { "PUT", "/file/load", "file:write" },
        { "PUT", "/file/load/{name}", "file:write" },
        { "GET", "/file/mine", "file:read" },
        { "GET", "/file/view", "file:read" },
        { "DELETE", "/f/{token}", "file:write" },
        { "DELETE", "/file/get", "file:write" },
        { "POST", "/file/delete", "file:write" },
        { "GET", "/file/buffer/history", "buffer:read" },
        { "POST", "/file/buffer/history/back", "buffer:write" },
        { "DELETE", "/file/buffer/history", "buffer:write" },
        { "POST", "/file/buffer/history/clear", "buffer:write" },
        { "POST", "/file/extend", "file:write" },
        { "POST", "/file/buffer/extend", "buffer:write" },
        { "POST", "/file/upload", "file:write" },
        { "GET", "/file/upload/{id}", "file:write" },
        { "PATCH", "/file/upload/{id}", "file:write" },
        { "DELETE", "/file/upload/{id}", "file:write" },
        { "POST", "/file/upload/{id}", "file:write" },
        { "DELETE", "/token/current", "" },
        { "GET", "/live", "buffer:read file:read" },
        { "GET", "/token", Closed },
        { "POST", "/token", Closed },
        { "DELETE", "/token/{id}", Closed },
        { "POST", "/token/delete", Closed },
        { "POST", "/token/device/answer", Closed },
        { "GET", "/account/profile", Closed },
        { "POST", "/account/confirm", Closed },
        { "GET", "/device", Closed },
        { "POST", "/device/name", Closed },
        { "POST", "/device/delete", Closed },
        { "POST", "/device/delete-others", Closed },
        { "DELETE", "/device/{id}", Closed },
        { "POST", "/device/offer", Closed },
        { "GET", "/device/offer/{id}", Closed },
        { "POST", "/device/look", Closed },
        { "POST", "/device/answer", Closed },
    };

    [Theory(Timeout = 60_000), MemberData(nameof(Routes))]
    public async Task A_token_can_do_what_its_scopes_say_and_no_more(string method, string path, string needed)
    {
        using var user = await running.NewUserAsync();
        using var program = running.NewVisitor();
        path = path.Replace("{name}", "x").Replace("{token}", "AAAAAAAAAAAAAAAAAAAAAA").Replace("{id}", "000000000000");
        foreach (var scope in Scopes)
        {
            var token = await user.CreateTokenAsync(scope);
            using var answer = await program.SendAsync(new HttpMethod(method), path, null, token.Header);
            if (needed == Closed)
                await answer.IsProblemAsync(403, "token_not_taken");
            else if (needed.Length > 0 && scope != needed)
            {
                await answer.IsProblemAsync(403, "scope_missing");
                Assert.Contains($"scope=\"{needed}\"", answer.Header("WWW-Authenticate"));
            }
            else
                Assert.True((int)answer.StatusCode is not (401 or 403), $"{scope}: {answer.StatusCode} {await answer.TextAsync()}");
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task All_of_them_together_let_in_wherever_one_does()
    {
        using var user = await running.NewUserAsync();
        using var program = running.NewVisitor();
        foreach (var row in Routes.Where(row => row.Data.Item3 is not (Closed or "")))
        {
            var token = await user.CreateTokenAsync();
            using var answer = await program.SendAsync(
                new HttpMethod(row.Data.Item1), row.Data.Item2.Replace("{name}", "x").Replace("{token}", "AAAAAAAAAAAAAAAAAAAAAA").Replace("{id}", "000000000000"), null, token.Header);
            Assert.True((int)answer.StatusCode is not (401 or 403), $"{row.Data}: {answer.StatusCode}");
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Every_route_that_is_not_open_stands_in_the_table()
    {
        using var visitor = running.NewVisitor();
        using var answer = await visitor.GetAsync("/openapi/v1.json");
        var documented =
            from path in (await answer.JsonAsync()).GetProperty("paths").EnumerateObject()
            from operation in path.Value.EnumerateObject()
            where operation.Value.TryGetProperty("security", out var security) && security.GetArrayLength() > 0
            select $"{operation.Name.ToUpperInvariant()} {path.Name}";
        Assert.Equal(Routes.Select(row => $"{row.Data.Item1} {row.Data.Item2}").Order(), documented.Order());
    }

    [Fact(Timeout = 120_000)]
    public async Task No_page_is_open_to_a_token()
    {
        using var user = await running.NewUserAsync();
        using var program = running.NewVisitor();
        var token = await user.CreateTokenAsync();
        var known = Routes.Select(row => $"{row.Data.Item1} {Parameter().Replace(row.Data.Item2, "*")}").ToHashSet();
        foreach (var (method, path, _, programOut, _, _) in RouteTableTests.Routes.Select(row => row.Data))
        {
            // Where a stranger is asked to sign in, and that is no route of the table.
            if (!programOut.StartsWith("401", StringComparison.Ordinal) || known.Contains($"{method} {Last(path)}") || known.Contains($"{method} {path.Split('?')[0]}") || path == "/file/buffer")
                continue;
            using var answer = await program.SendAsync(new HttpMethod(method), path, null, token.Header);
            Assert.True((int)answer.StatusCode == 403, $"{method} {path}: {answer.StatusCode}");
        }
    }

    static string Last(string path) => Regex.Replace(path.Split('?')[0], "/[^/]*$", "/*");

    [GeneratedRegex(@"\{[a-z]+\}")]
    private static partial Regex Parameter();
}
