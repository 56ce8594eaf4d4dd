using System.Threading.RateLimiting;
using CloudBuffer.Data;
using Microsoft.AspNetCore.Identity;

namespace CloudBuffer.Accounts;

/// <summary>
/// Limits concurrent password hashing, which takes a tenth of a second of a core by design, so that a flood of sign-ins cannot
/// starve other requests.
/// </summary>
public sealed class PasswordHashThrottle(IPasswordHasher<AppUser> hasher) : IDisposable
{
    readonly ConcurrencyLimiter limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = Math.Max(1, Environment.ProcessorCount - 1),
        QueueLimit = 32,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>The hash that is verified for an unknown user, so that the timing is the same.</summary>
    public string DummyHash { get; } = hasher.HashPassword(new AppUser(), Guid.NewGuid().ToString());

    /// <returns>Not acquired if too many requests are waiting.</returns>
    public ValueTask<RateLimitLease> WaitAsync(CancellationToken cancellationToken) => limiter.AcquireAsync(1, cancellationToken);

    public void Dispose() => limiter.Dispose();
}
