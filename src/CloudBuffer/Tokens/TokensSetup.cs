using CloudBuffer.Web;
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
        builder.Logging.AddFilter(typeof(TokenHandler).FullName, LogLevel.Warning);
        builder.Services.AddScoped<TokenStore>();
        builder.Services.AddScoped<DeviceFlow>();
        builder.Services.AddAuthentication(TokenOrCookie)
            .AddScheme<AuthenticationSchemeOptions, TokenHandler>(TokenHandler.SchemeName, null)
            .AddPolicyScheme(TokenOrCookie, null, either =>
                either.ForwardDefaultSelector = context => context.Request.Headers.Authorization.Count > 0 || context.GetEndpoint()?.Metadata.GetMetadata<SignsInAttribute>() is not null
                    ? TokenHandler.SchemeName
                    : IdentityConstants.ApplicationScheme);
    }
}
