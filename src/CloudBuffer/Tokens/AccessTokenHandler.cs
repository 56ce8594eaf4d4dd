using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text;
using CloudBuffer.Access;
using CloudBuffer.Responses;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Tokens;

/// <summary>
/// Signs in by <c>Authorization: Bearer TOKEN</c> (RFC 6750), or Basic with any user name and the token as password, so that
/// <c>.netrc</c> and <c>curl -u</c> work. Whoever sends a wrong one is nobody, whatever cookie comes with it.
/// </summary>
sealed class AccessTokenHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, IServiceScopeFactory scopes)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Token";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // What is open to everybody is no more open to a token, whatever its scopes.
        if (Context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            return AuthenticateResult.NoResult();
        if (Sent() is not { } text || AccessTokenValue.Parse(text) is not { } token)
            return AuthenticateResult.Fail("There is no personal token in the header.");
        // Its own scope, so that a request that waits keeps no database context.
        await using var scope = scopes.CreateAsyncScope();
        if (await scope.ServiceProvider.GetRequiredService<AccessTokenStore>().FindAsync(token, Context.Connection.RemoteIpAddress, Context.RequestAborted) is not var (row, userName))
            return AuthenticateResult.Fail("The personal token does not work.");
        var identity = new ClaimsIdentity(SchemeName);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, row.OwnerId));
        identity.AddClaim(new Claim(ClaimTypes.Name, userName));
        identity.AddClaim(new Claim(SessionClaims.Token, row.Id));
        identity.AddClaims(row.Scopes.Split(' ').Select(scope => new Claim(SessionClaims.Scope, scope)));
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer realm=\"CloudBuffer\", error=\"invalid_token\"";
        return Context.WriteErrorAsync(Errors.TokenInvalid);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        if (Context.GetEndpoint()?.Metadata.GetMetadata<TokenScopeAttribute>() is not { } needed)
            return Context.WriteErrorAsync(Errors.TokenNotAccepted);
        var names = string.Join(' ', needed.Scopes.Names());
        Response.Headers.WWWAuthenticate = $"Bearer realm=\"CloudBuffer\", error=\"insufficient_scope\", scope=\"{names}\"";
        return Context.WriteErrorAsync(Errors.ScopeMissing);
    }

    string? Sent()
    {
        if (!AuthenticationHeaderValue.TryParse(Request.Headers.Authorization, out var sent) || sent.Parameter is null)
            return null;
        if (sent.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
            return sent.Parameter;
        if (!sent.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase))
            return null;
        var pair = new byte[sent.Parameter.Length];
        return Convert.TryFromBase64String(sent.Parameter, pair, out int length) && Encoding.UTF8.GetString(pair, 0, length) is var text && text.IndexOf(':') is >= 0 and var colon
            ? text[(colon + 1)..]
            : null;
    }
}
