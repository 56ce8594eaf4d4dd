using CloudBuffer.Access;

namespace CloudBuffer.Tests.Access;

/// <summary>Every endpoint that needs a sign-in with a token of each scope.</summary>
public sealed class ScopeMatrixTests(EmbeddedApp fixture)
{
    static IEnumerable<AppRoute> Endpoints => AppRoute.WithoutHead.Where(endpoint => !endpoint.Operation.IsAnonymous);

    [Theory(Timeout = 120_000)]
    [InlineData("buffer:read")]
    [InlineData("buffer:write")]
    [InlineData("file:read")]
    [InlineData("file:write")]
    [InlineData("buffer:read buffer:write file:read file:write")]
    public async Task A_token_is_accepted_exactly_where_its_scopes_suffice(string scope)
    {
        var user = await fixture.SharedUserAsync();
        using var program = fixture.NewVisitor();
        var token = await user.CreateTokenAsync(scope);
        var granted = ScopeNames.Parse(scope)!.Value;
        Assert.Contains(Endpoints, endpoint => endpoint.Operation.Scopes is { } needed && needed != Scopes.None && granted.HasFlag(needed));
        foreach (var endpoint in Endpoints.OrderBy(endpoint => endpoint.Name == "DELETE /token/current"))
        {
            using var response = await program.SendAsync(new HttpMethod(endpoint.Method), endpoint.SamplePath, null, token.Header);
            if (endpoint.Operation.Scopes is not { } needed)
                await response.IsProblemAsync(403, "token_not_taken");
            else if (!granted.HasFlag(needed))
            {
                await response.IsProblemAsync(403, "scope_missing");
                Assert.Contains($"scope=\"{string.Join(' ', needed.Names())}\"", response.Header("WWW-Authenticate"));
            }
            else
                Assert.True((int)response.StatusCode is not (401 or 403), $"{endpoint.Name} with {scope}: {response.StatusCode}");
        }
    }
}
