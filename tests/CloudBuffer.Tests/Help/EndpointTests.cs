using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Tests.Help;

/// <summary>Rules that every endpoint of the app follows.</summary>
public sealed class EndpointTests(EmbeddedApp fixture)
{
    /// <summary>Endpoints that need no sign-in, with the reason. Static files need none either: they are the same for all.</summary>
    static readonly Dictionary<string, string> Anonymous = new()
    {
        ["GET /"] = "shows a welcome without a sign-in",
        ["GET /account/login"] = "signs in",
        ["POST /account/login"] = "signs in",
        ["GET /account/logout"] = "signs out, also after the session has expired",
        ["POST /account/logout"] = "signs out, also after the session has expired",
        ["GET /account/register"] = "signs up",
        ["POST /account/register"] = "signs up",
        ["GET /account/registet"] = "redirects to the sign-up page",
        ["POST /account/registet"] = "redirects to the sign-up page",
        ["GET /cb"] = "is a script without secrets",
        ["GET /device/borrow"] = "signs in: the page of the new device",
        ["POST /device/claim"] = "signs in: needs the secret of an offer",
        ["POST /device/finish"] = "signs in: needs the secret of a claim",
        ["GET /device/join"] = "signs in: the page of the new device",
        ["POST /device/request"] = "signs in: creates a request that has no rights",
        ["GET /f/{token}"] = "needs the secret of a share link",
        ["GET /f/{token}/{name}"] = "needs the secret of a share link",
        ["GET /file/get"] = "needs the secret of a share link",
        ["GET /file/qr"] = "needs the secret of a share link",
        ["OPTIONS /file/upload"] = "states what the server supports",
        ["OPTIONS /file/upload/{id}"] = "states what the server supports",
        ["GET /g/{token}"] = "needs the secret of a receive link",
        ["POST /g/{token}"] = "needs the secret of a receive link",
        ["GET /health"] = "is asked by monitoring",
        ["GET /health/ready"] = "is asked by monitoring",
        ["GET /help/api"] = "is documentation",
        ["GET /offline.html"] = "is shown without a connection",
        ["GET /openapi/v1.json"] = "is documentation",
        ["POST /token/device"] = "creates a request that has no rights",
        ["POST /token/device/poll"] = "needs the secret of a device authorization request",
        ["GET /token/device/qr"] = "shows what the caller sent",
    };

    [Fact]
    public void Only_the_listed_endpoints_allow_anonymous_requests() => Assert.Equal(
        Anonymous.Keys.Order(), AppRoute.WithoutHead.Where(endpoint => endpoint.Operation.IsAnonymous).Select(endpoint => endpoint.Name).Order());

    [Fact(Timeout = 60_000)]
    public async Task Every_other_endpoint_gets_401_without_a_sign_in()
    {
        using var anonymous = fixture.NewVisitor();
        foreach (var endpoint in AppRoute.All.Where(endpoint => !Anonymous.ContainsKey(endpoint.Name.Replace("HEAD ", "GET "))))
        {
            using var response = await anonymous.SendAsync(new HttpMethod(endpoint.Method), endpoint.SamplePath, null, ("Accept", "application/json"));
            Assert.True((int)response.StatusCode == 401, $"{endpoint.Name}: {response.StatusCode}");
        }
    }

    [Fact]
    public void An_action_without_authorization_metadata_falls_under_the_fallback_policy()
    {
        var fallback = AppRoute.Services.GetRequiredService<IOptions<AuthorizationOptions>>().Value.FallbackPolicy;
        Assert.Contains(fallback!.Requirements, requirement => requirement is DenyAnonymousAuthorizationRequirement);
        // Authorize on an action would replace the fallback policy, and with it the scopes of access tokens.
        Assert.DoesNotContain(AppRoute.All, endpoint => endpoint.Metadata.OfType<IAuthorizeData>().Any());
        Assert.Contains(AppRoute.All, endpoint => !endpoint.Operation.IsAnonymous);
    }

    [Fact(Timeout = 60_000)]
    public async Task HEAD_has_the_status_and_the_headers_of_GET()
    {
        var user = await fixture.SharedUserAsync();
        var differences = new List<string>();
        foreach (var endpoint in AppRoute.All.Where(endpoint => endpoint.Method == "GET"))
        {
            using var get = await user.GetAsync(endpoint.SamplePath, ("Tus-Resumable", "1.0.0"));
            using var head = await user.SendAsync(HttpMethod.Head, endpoint.SamplePath, null, ("Tus-Resumable", "1.0.0"));
            if (Describe(get) != Describe(head))
                differences.Add($"{endpoint.Path}:\n{Describe(get)}\n{Describe(head)}");
            Assert.Empty(await head.BytesAsync());
        }
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [Fact]
    public void Every_endpoint_has_a_summary() =>
        Assert.All(AppRoute.All, endpoint => Assert.False(string.IsNullOrEmpty(endpoint.Operation.Summary), endpoint.Name));

    /// <summary>Without the time, and how the body is framed: HEAD has none.</summary>
    static string Describe(HttpResponseMessage response) => $"{(int)response.StatusCode} " + string.Join(", ", response.Headers.Concat(response.Content.Headers)
        .Where(header => header.Key is not ("Date" or "Transfer-Encoding" or "Content-Length" or "Last-Modified"))
        .Select(header => $"{header.Key}: {string.Join(' ', header.Value)}").Order());
}
