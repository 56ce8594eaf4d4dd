using Microsoft.AspNetCore.Authorization;

namespace CloudBuffer.Access;

/// <summary>Enforces <see cref="TokenScopeAttribute"/>. Device sessions need no scope.</summary>
sealed class TokenScopeRequirement : AuthorizationHandler<TokenScopeRequirement>, IAuthorizationRequirement
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, TokenScopeRequirement requirement)
    {
        if (RequiredScopes(context) is { } required ? context.User.HasScopes(required) : context.User.AccessTokenId() is null)
            context.Succeed(requirement);
        return Task.CompletedTask;
    }

    static Scopes? RequiredScopes(AuthorizationHandlerContext context) =>
        (context.Resource as HttpContext)?.GetEndpoint()?.Metadata.GetMetadata<TokenScopeAttribute>()?.Scopes;
}
