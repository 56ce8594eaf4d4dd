using Microsoft.AspNetCore.Authorization;

namespace CloudBuffer.Access;

/// <summary>Enforces <see cref="RefuseTemporarySignInAttribute"/>.</summary>
sealed class NoTemporarySignInRequirement : AuthorizationHandler<NoTemporarySignInRequirement>, IAuthorizationRequirement
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, NoTemporarySignInRequirement requirement)
    {
        if (!context.User.HasClaim(claim => claim.Type == SessionClaims.TemporaryUntil)
            || (context.Resource as HttpContext)?.GetEndpoint()?.Metadata.GetMetadata<RefuseTemporarySignInAttribute>() is null)
            context.Succeed(requirement);
        return Task.CompletedTask;
    }
}
