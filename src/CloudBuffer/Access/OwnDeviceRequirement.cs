using Microsoft.AspNetCore.Authorization;

namespace CloudBuffer.Access;

/// <summary>Enforces <see cref="RequireOwnDeviceAttribute"/>.</summary>
sealed class OwnDeviceRequirement : AuthorizationHandler<OwnDeviceRequirement>, IAuthorizationRequirement
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, OwnDeviceRequirement requirement)
    {
        if (!context.User.HasClaim(claim => claim.Type == SessionClaims.TemporaryUntil)
            || (context.Resource as HttpContext)?.GetEndpoint()?.Metadata.GetMetadata<RequireOwnDeviceAttribute>() is null)
            context.Succeed(requirement);
        return Task.CompletedTask;
    }
}
