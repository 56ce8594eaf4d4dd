using Microsoft.AspNetCore.Authorization;

namespace CloudBuffer.Access;

/// <summary>A personal token needs the scopes of the action. Whoever is signed in otherwise may do everything that is his.</summary>
sealed class TokenScopeRequirement : AuthorizationHandler<TokenScopeRequirement>, IAuthorizationRequirement
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, TokenScopeRequirement requirement)
    {
        if (Needed(context) is { } needed ? context.User.HasScopes(needed) : !context.User.HasClaim(claim => claim.Type == SessionClaims.Token))
            context.Succeed(requirement);
        return Task.CompletedTask;
    }

    static Scopes? Needed(AuthorizationHandlerContext context) =>
        (context.Resource as HttpContext)?.GetEndpoint()?.Metadata.GetMetadata<TokenScopeAttribute>()?.Scopes;
}
