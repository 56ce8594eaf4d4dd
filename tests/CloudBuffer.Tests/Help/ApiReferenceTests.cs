using System.Reflection;
using System.Text;
using CloudBuffer.Access;
using CloudBuffer.Responses;

namespace CloudBuffer.Tests.Help;

/// <summary><c>docs/api.md</c>, whose tables are generated from the endpoints and the errors.</summary>
public sealed class ApiReferenceTests
{
    const string Begin = "<!-- generated: begin -->\n";
    const string End = "<!-- generated: end -->";

    [Fact]
    public async Task The_API_reference_matches_the_endpoints_and_the_errors()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(AppProcess.Repository, "docs", "api.md"), TestContext.Current.CancellationToken);
        int begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var generated = $"{Routes("Routes", isPage: false)}\n{Routes("Pages", isPage: true)}\n{ErrorCodes()}";
        await Snapshot.MatchesAsync("docs/api.md", text[..begin] + generated + text[text.IndexOf(End, StringComparison.Ordinal)..], nameof(ApiReferenceTests));
    }

    static StringBuilder Routes(string title, bool isPage)
    {
        var table = new StringBuilder($"## {title}\n\n| Method | Path | Summary | Access |\n|---|---|---|---|\n");
        foreach (var endpoint in AppRoute.WithoutHead.Where(endpoint => endpoint.Operation.IsPage == isPage))
            table.Append($"| {endpoint.Method} | `{endpoint.Path}` | {endpoint.Operation.Summary} | {AccessOf(endpoint)} |\n");
        return table;
    }

    static string AccessOf(AppRoute endpoint) => endpoint.Operation switch
    {
        { IsAnonymous: true } => "anonymous",
        { Scopes: null } => "session",
        { Scopes: Scopes.None } => "any token",
        { Scopes: { } scopes } => string.Join(' ', scopes.Names().Select(name => $"`{name}`")),
    };

    static StringBuilder ErrorCodes()
    {
        var table = new StringBuilder("## Errors\n\n| Status | Code | Title | Detail |\n|---|---|---|---|\n");
        var errors = typeof(Errors).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetValue(null)).OfType<Error>();
        foreach (var error in errors.OrderBy(error => error.Status))
            table.Append($"| {error.Status} | `{error.Code}` | {error.Title} | {error.Detail} |\n");
        return table;
    }
}
