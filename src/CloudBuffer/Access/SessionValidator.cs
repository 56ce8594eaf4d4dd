using System.Security.Claims;
using CloudBuffer.Data;
using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.Access;

/// <summary>
/// Whether what let a request in still does: for what lasts longer than a request, or is fetched after it. Asks the database
/// each time, in a scope of its own, so that what waits keeps no context.
/// </summary>
public sealed class SessionValidator(IServiceScopeFactory scopes, TimeProvider time)
{
    /// <param name="user">Who asked, with a device or a personal token.</param>
    public async Task<bool> IsStillValidAsync(ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (user.AccessTokenId() is not { } token)
            return await IsDeviceActiveAsync(user.DeviceId(), cancellationToken);
        var now = time.GetUtcNow();
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AppDbContext>().Tokens.AnyAsync(row => row.Id == token && row.ExpiresAt > now, cancellationToken);
    }

    /// <param name="device">The id of its row.</param>
    public async Task<bool> IsDeviceActiveAsync(string? device, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AppDbContext>().Devices.AnyAsync(row => row.Id == device && row.ExpiresAt > now, cancellationToken);
    }
}
