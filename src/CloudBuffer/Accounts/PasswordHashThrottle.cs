using System.Threading.RateLimiting;
using CloudBuffer.Data;
using CloudBuffer.Settings;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Accounts;

/// <summary>
/// Limits how many passwords are hashed at the same time. A hash takes about 100 ms of a core by design, so without a limit a flood
/// of sign-ins would starve every other request. One network can take only a part of the queue.
/// </summary>
public sealed class PasswordHashThrottle : IDisposable
{
    readonly PartitionedRateLimiter<string> limiter;

    public PasswordHashThrottle(IPasswordHasher<AppUser> hasher, IOptions<CloudBufferOptions> options)
    {
        var limits = options.Value.Limits;
        DummyHash = hasher.HashPassword(new AppUser(), Guid.NewGuid().ToString());
        limiter = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<string, string>(network => RateLimitPartition.GetConcurrencyLimiter(
                network, _ => new ConcurrencyLimiterOptions { PermitLimit = limits.WaitingPasswordsPerNetwork })),
            PartitionedRateLimiter.Create<string, int>(_ => RateLimitPartition.GetConcurrencyLimiter(0, _ => new ConcurrencyLimiterOptions
            {
                PermitLimit = Math.Max(1, Environment.ProcessorCount - 1),
                QueueLimit = limits.WaitingPasswords,
                QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
            })));
    }

    /// <summary>Verified in place of an unknown user's hash, so that a missing account takes as long as an existing one.</summary>
    public string DummyHash { get; }

    /// <returns>Not acquired when the queue is full. Dispose it to let the next request proceed.</returns>
    public ValueTask<RateLimitLease> AcquireAsync(string network, CancellationToken cancellationToken) =>
        limiter.AcquireAsync(network, 1, cancellationToken);

    public void Dispose() => limiter.Dispose();
}
