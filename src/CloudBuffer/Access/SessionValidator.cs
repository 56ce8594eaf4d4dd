using System.Security.Claims;
using CloudBuffer.Data;
using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.Access;

/// <summary>
/// Validates sessions and access tokens again during a long request, because they may be revoked meanwhile. Each check uses its own
/// scope, so that a waiting request holds no database context.
/// </summary>
public sealed class SessionValidator(IServiceScopeFactory scopes, TimeProvider time)
{
    /// <summary>Whether the session or access token of this user is still valid.</summary>
    public async Task<bool> IsStillValidAsync(ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (user.AccessTokenId() is not { } tokenId)
            return await IsDeviceActiveAsync(user.DeviceId(), user.Id(), cancellationToken);
        var now = time.GetUtcNow();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        return await db.Tokens.AnyAsync(token => token.Id == tokenId && token.ExpiresAt > now, cancellationToken);
    }

    /// <summary>Whether this device of this user is still signed in.</summary>
    public async Task<bool> IsDeviceActiveAsync(string? deviceId, string ownerId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        return await db.Devices.AnyAsync(device => device.Id == deviceId && device.OwnerId == ownerId && device.ExpiresAt > now, cancellationToken);
    }
}
