using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using CloudBuffer.Responses;

namespace CloudBuffer.Tests.Help;

/// <summary>The OpenAPI document of the running app.</summary>
public sealed class OpenApiTests(EmbeddedApp fixture)
{
    [Fact(Timeout = 60_000)]
    public async Task The_OpenAPI_document_matches_its_snapshot()
    {
        using var document = JsonDocument.Parse(await ReadAsync());
        var lines = Operations(document).Select(operation => OpenApiLine.Of(operation.Name, operation.Operation)).Order(StringComparer.Ordinal);
        await Snapshot.MatchesAsync("tests/CloudBuffer.Tests/Help/openapi.txt", string.Concat(lines.Select(line => line + "\n")), nameof(OpenApiTests));
    }

    [Fact(Timeout = 60_000)]
    public async Task The_OpenAPI_document_is_version_3_1_and_describes_path_parameters_and_responses()
    {
        using var document = JsonDocument.Parse(await ReadAsync());
        Assert.StartsWith("3.1", document.RootElement.GetProperty("openapi").GetString());
        foreach (var (name, operation) in Operations(document))
        {
            var statuses = operation.GetProperty("responses").EnumerateObject().Select(response => response.Name).ToList();
            Assert.Contains(statuses, status => status[0] == '2');
            Assert.Contains("500", statuses);
            Assert.All(operation.GetProperty("responses").EnumerateObject(), response =>
                Assert.NotEqual("", response.Value.GetProperty("description").GetString()));
            var inTemplate = Regex.Matches(name, @"\{([a-z]+)\}").Select(match => match.Groups[1].Value).Order();
            var parameters = operation.TryGetProperty("parameters", out var all) ? all.EnumerateArray().ToList() : [];
            Assert.Equal(inTemplate, parameters
                .Where(parameter => parameter.GetProperty("in").GetString() == "path").Select(parameter => parameter.GetProperty("name").GetString()!).Order());
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Every_endpoint_but_pages_is_in_the_OpenAPI_document()
    {
        using var document = JsonDocument.Parse(await ReadAsync());
        Assert.Equal(
            AppRoute.WithoutHead.Where(endpoint => !endpoint.Operation.IsPage && endpoint.Path != "/openapi/v1.json")
                .Select(endpoint => endpoint.Name).Order(),
            Operations(document).Select(operation => operation.Name).Order());
    }

    [Fact(Timeout = 60_000)]
    public async Task Every_error_code_of_the_API_is_in_the_OpenAPI_document()
    {
        var document = await ReadAsync();
        // These two belong to addresses that are not described.
        var errors = typeof(Errors).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetValue(null)).OfType<Error>()
            .Where(error => error.Code is not ("not_found" or "forbidden")).ToList();
        Assert.True(errors.Count > 40);
        Assert.All(errors, error => Assert.Contains($"\"{error.Code}\"", document));
    }

    async Task<string> ReadAsync()
    {
        using var visitor = fixture.NewVisitor();
        using var response = await visitor.GetAsync("/openapi/v1.json");
        return await response.TextAsync();
    }

    static IEnumerable<(string Name, JsonElement Operation)> Operations(JsonDocument document) =>
        from path in document.RootElement.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select ($"{operation.Name.ToUpperInvariant()} {path.Name}", operation.Value);
}
