using System.Threading.RateLimiting;
using CloudBuffer.Data;
using Microsoft.AspNetCore.Identity;

namespace CloudBuffer.Accounts;

/// <summary>
/// Limits how many passwords are hashed at the same time. A hash takes about 100 ms of a core by design, so without a limit a flood
/// of sign-ins would starve every other request.
/// </summary>
public sealed class PasswordHashThrottle(IPasswordHasher<AppUser> hasher) : IDisposable
{
    readonly ConcurrencyLimiter limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = Math.Max(1, Environment.ProcessorCount - 1),
        QueueLimit = 32,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Verified in place of an unknown user's hash, so that a missing account takes as long as an existing one.</summary>
    public string DummyHash { get; } = hasher.HashPassword(new AppUser(), Guid.NewGuid().ToString());

    /// <returns>Not acquired when the queue is full. Dispose it to let the next request proceed.</returns>
    public ValueTask<RateLimitLease> AcquireAsync(CancellationToken cancellationToken) => limiter.AcquireAsync(1, cancellationToken);

    public void Dispose() => limiter.Dispose();
}
