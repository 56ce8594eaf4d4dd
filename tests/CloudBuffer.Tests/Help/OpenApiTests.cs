using System.Text.Json;
using System.Text.RegularExpressions;
using CloudBuffer.Tests.Web;

namespace CloudBuffer.Tests.Help;

/// <summary>The API document against the program.</summary>
public sealed class OpenApiTests(EmbeddedApp running)
{
    static string Snapshot => Path.Combine(AppProcess.Repository, "tests", "CloudBuffer.Tests", "Help", "openapi.json");

    [Fact(Timeout = 60_000)]
    public async Task It_does_not_change_unnoticed()
    {
        var document = await ReadAsync();
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
            await File.WriteAllTextAsync(Snapshot, document, TestContext.Current.CancellationToken);
        Assert.True(
            document == await File.ReadAllTextAsync(Snapshot, TestContext.Current.CancellationToken),
            "The API document has changed. If that was meant, run the test with UPDATE_SNAPSHOTS=1 and commit the difference.");
    }

    [Fact(Timeout = 60_000)]
    public async Task It_is_OpenAPI_3_1_and_says_for_each_operation_what_comes_back()
    {
        using var document = JsonDocument.Parse(await ReadAsync());
        Assert.StartsWith("3.1", document.RootElement.GetProperty("openapi").GetString());
        foreach (var (name, operation) in Operations(document))
        {
            Assert.NotEqual("", operation.GetProperty("summary").GetString());
            var statuses = operation.GetProperty("responses").EnumerateObject().Select(response => response.Name).ToList();
            Assert.Contains(statuses, status => status[0] == '2');
            Assert.Contains("500", statuses);
            var placeholders = Regex.Matches(name, @"\{([a-z]+)\}").Select(match => match.Groups[1].Value).Order();
            var described = operation.TryGetProperty("parameters", out var parameters)
                ? parameters.EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() == "path").Select(parameter => parameter.GetProperty("name").GetString()!).Order()
                : Enumerable.Empty<string>().Order();
            Assert.Equal(placeholders, described);
        }
    }

    /// <summary>The route table is what the program answers; each of its routes that is no page has to be described.</summary>
    [Fact(Timeout = 60_000)]
    public async Task Every_route_that_is_no_page_is_described()
    {
        using var document = JsonDocument.Parse(await ReadAsync());
        var described = Operations(document).Select(operation => new Regex($"^{Regex.Replace(Regex.Escape(operation.Name), @"\\\{[a-z]+}", "[^/]+")}$")).ToList();
        var pages = new[]
        {
            "GET /", "POST /", "POST /clear", "GET /share", "POST /share", "POST /share/buffer", "GET /guest", "POST /guest/open", "POST /guest/extend", "POST /guest/close", "GET /g/AAAAAAAAAAAAAAAAAAAAAA", "GET /account/register", "GET /account/registet", "POST /account/registet", "GET /account/login", "GET /account/confirm", "GET /account/logout",
            "GET /file/load", "GET /file/link", "GET /file/delete", "GET /token/delete", "GET /token/device", "GET /device/delete", "GET /device/add", "GET /device/join",
            "GET /device/borrow", "GET /device/allow", "GET /help/api", "GET /openapi/v1.json", "GET /favicon.svg",
            "GET /app.webmanifest", "GET /sw.js", "GET /offline.html", "GET /icons/192.png", "GET /css/base.css", "GET /js/app.js", "GET /nowhere", "GET /file/buffer/x.css", "PATCH /file/buffer",
        };
        var routes = RouteTableTests.Routes.Select(row => $"{row.Data.Item1} {row.Data.Item2.Split('?')[0]}").Distinct().ToList();
        Assert.All(pages, page => Assert.Contains(page, routes));
        Assert.All(routes.Except(pages), route => Assert.True(described.Exists(operation => operation.IsMatch(route)), $"{route} is not described"));
        Assert.DoesNotContain(pages.Except(["GET /token/delete", "GET /device/delete"]), page => described.Exists(operation => operation.IsMatch(page)));
    }

    [Fact(Timeout = 60_000)]
    public async Task Every_code_that_a_program_can_meet_is_in_it()
    {
        var document = await ReadAsync();
        var errors = await File.ReadAllTextAsync(Path.Combine(AppProcess.Repository, "src", "CloudBuffer", "Web", "Errors.cs"), TestContext.Current.CancellationToken);
        var codes = Regex.Matches(errors, "new\\(\\d+, \"([a-z_]+)\"").Select(match => match.Groups[1].Value).ToList();
        Assert.True(codes.Count > 40);
        // These two are about addresses that are not described.
        Assert.All(codes.Except(["not_found", "forbidden"]), code => Assert.Contains($"\"{code}\"", document));
    }

    async Task<string> ReadAsync()
    {
        using var visitor = running.NewVisitor();
        using var answer = await visitor.GetAsync("/openapi/v1.json");
        return (await answer.TextAsync()).Replace("\r\n", "\n");
    }

    static IEnumerable<(string Name, JsonElement Operation)> Operations(JsonDocument document) =>
        from path in document.RootElement.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select ($"{operation.Name.ToUpperInvariant()} {path.Name}", operation.Value);
}
