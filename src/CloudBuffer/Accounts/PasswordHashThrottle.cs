using System.Threading.RateLimiting;
using CloudBuffer.Data;
using Microsoft.AspNetCore.Identity;

namespace CloudBuffer.Accounts;

/// <summary>
/// Turns at hashing passwords. One takes a tenth of a second of a core by design, so a flood of sign-ins would otherwise
/// keep everything else waiting.
/// </summary>
public sealed class PasswordHashThrottle(IPasswordHasher<AppUser> hasher) : IDisposable
{
    readonly ConcurrencyLimiter limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = Math.Max(1, Environment.ProcessorCount - 1),
        QueueLimit = 32,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>What the password of an unknown user is compared with.</summary>
    public string DummyHash { get; } = hasher.HashPassword(new AppUser(), Guid.NewGuid().ToString());

    /// <returns>Not acquired when too many are waiting.</returns>
    public ValueTask<RateLimitLease> WaitAsync(CancellationToken cancellationToken) => limiter.AcquireAsync(1, cancellationToken);

    public void Dispose() => limiter.Dispose();
}
