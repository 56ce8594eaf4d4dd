using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using CloudBuffer.Access;
using CloudBuffer.Responses;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Tokens;

/// <summary>
/// Authenticates <c>Authorization: Bearer TOKEN</c> (RFC 6750), or Basic with any user name and the token as password, so that
/// <c>.netrc</c> and <c>curl -u</c> work. An invalid token is rejected even with a valid session cookie.
/// </summary>
sealed class AccessTokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, IServiceScopeFactory scopes, SessionCache cache)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Token";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // Anonymous endpoints ignore tokens.
        if (Context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            return AuthenticateResult.NoResult();
        if (TokenInHeader() is not { } text || AccessTokenValue.Parse(text) is not { } token)
            return AuthenticateResult.Fail("The header has no access token.");
        var hash = RandomSecret.Hash(text);
        if (cache.Find(hash) is { } cached)
            return AuthenticateResult.Success(cached);
        int version = cache.Version;
        // Its own scope, so that a waiting request holds no database context.
        await using var scope = scopes.CreateAsyncScope();
        var tokens = scope.ServiceProvider.GetRequiredService<AccessTokenStore>();
        if (await tokens.FindAsync(token, Context.Connection.RemoteIpAddress, Context.RequestAborted) is not var (row, userName))
            return AuthenticateResult.Fail("The access token is invalid.");
        var identity = new ClaimsIdentity(SchemeName);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, row.OwnerId));
        identity.AddClaim(new Claim(ClaimTypes.Name, userName));
        identity.AddClaim(new Claim(SessionClaims.Token, row.Id));
        identity.AddClaims(row.Scopes.Split(' ').Select(scope => new Claim(SessionClaims.Scope, scope)));
        var ticket = new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName);
        cache.Set(hash, row.OwnerId, row.ExpiresAt, ticket, version);
        return AuthenticateResult.Success(ticket);
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer realm=\"CloudBuffer\", error=\"invalid_token\"";
        return Context.WriteErrorAsync(Errors.TokenInvalid);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        if (Context.GetEndpoint()?.Metadata.GetMetadata<TokenScopeAttribute>() is not { } required)
            return Context.WriteErrorAsync(Errors.TokenNotAccepted);
        var names = string.Join(' ', required.Scopes.Names());
        Response.Headers.WWWAuthenticate = $"Bearer realm=\"CloudBuffer\", error=\"insufficient_scope\", scope=\"{names}\"";
        return Context.WriteErrorAsync(Errors.ScopeMissing);
    }

    string? TokenInHeader()
    {
        if (!AuthenticationHeaderValue.TryParse(Request.Headers.Authorization, out var header) || header.Parameter is null)
            return null;
        if (header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
            return header.Parameter;
        if (!header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase))
            return null;
        var pair = new byte[header.Parameter.Length];
        return Convert.TryFromBase64String(header.Parameter, pair, out int length)
            && Encoding.UTF8.GetString(pair, 0, length) is var text && text.IndexOf(':') is >= 0 and var colon
            ? text[(colon + 1)..]
            : null;
    }
}
