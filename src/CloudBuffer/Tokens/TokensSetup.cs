using CloudBuffer.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace CloudBuffer.Tokens;

static class TokensSetup
{
    const string TokenOrCookie = "TokenOrCookie";

    /// <summary>Access tokens: a request with <c>Authorization</c> is authenticated by its token, others by the session cookie.</summary>
    public static void AddTokens(this WebApplicationBuilder builder)
    {
        // It logs each rejected token, which is a client error.
        builder.Logging.AddFilter(typeof(AccessTokenHandler).FullName, LogLevel.Warning);
        builder.Services.AddScoped<AccessTokenStore>();
        builder.Services.AddScoped<DeviceAuthorizationStore>();
        builder.Services.AddAuthentication(TokenOrCookie)
            .AddScheme<AuthenticationSchemeOptions, AccessTokenHandler>(AccessTokenHandler.SchemeName, null)
            .AddPolicyScheme(TokenOrCookie, null, either =>
                either.ForwardDefaultSelector = context => context.Request.Headers.Authorization.Count > 0
                    || context.GetEndpoint()?.Metadata.GetMetadata<StartsNewSessionAttribute>() is not null
                    ? AccessTokenHandler.SchemeName
                    : IdentityConstants.ApplicationScheme);
    }
}
