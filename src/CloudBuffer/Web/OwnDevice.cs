using Microsoft.AspNetCore.Authorization;

namespace CloudBuffer.Web;

/// <summary>What a borrowed computer may not do: anything by which it would stay in after its quarter of an hour.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class OwnDeviceAttribute : Attribute;

sealed class OwnDeviceRequirement : AuthorizationHandler<OwnDeviceRequirement>, IAuthorizationRequirement
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, OwnDeviceRequirement requirement)
    {
        if (!context.User.HasClaim(claim => claim.Type == SessionClaims.BorrowedUntil)
            || (context.Resource as HttpContext)?.GetEndpoint()?.Metadata.GetMetadata<OwnDeviceAttribute>() is null)
            context.Succeed(requirement);
        return Task.CompletedTask;
    }
}
