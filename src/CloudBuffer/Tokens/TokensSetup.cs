using CloudBuffer.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace CloudBuffer.Tokens;

static class TokensSetup
{
    const string TokenOrCookie = "TokenOrCookie";

    /// <summary>Personal tokens: whoever sends <c>Authorization</c> is asked for one, everybody else for the cookie.</summary>
    public static void AddTokens(this WebApplicationBuilder builder)
    {
        // It logs each refusal, which is an answer and not an incident.
        builder.Logging.AddFilter(typeof(AccessTokenHandler).FullName, LogLevel.Warning);
        builder.Services.AddScoped<AccessTokenStore>();
        builder.Services.AddScoped<DeviceAuthorizationStore>();
        builder.Services.AddAuthentication(TokenOrCookie)
            .AddScheme<AuthenticationSchemeOptions, AccessTokenHandler>(AccessTokenHandler.SchemeName, null)
            .AddPolicyScheme(TokenOrCookie, null, either =>
                either.ForwardDefaultSelector = context => context.Request.Headers.Authorization.Count > 0 || context.GetEndpoint()?.Metadata.GetMetadata<IgnoreExistingSessionAttribute>() is not null
                    ? AccessTokenHandler.SchemeName
                    : IdentityConstants.ApplicationScheme);
    }
}
