using System.Threading.RateLimiting;
using CloudBuffer.Data;
using CloudBuffer.Settings;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Accounts;

/// <summary>
/// Limits how many passwords are hashed or evaluated at the same time. A hash takes about 100 ms of a core by design, so without a limit a
/// flood of sign-ins would starve every other request. A request takes a place in the queue first, of which one network gets only a part, and
/// then waits for its turn. It must not wait for anything else during its turn.
/// </summary>
public sealed class PasswordHashThrottle : IDisposable
{
    static readonly int Turns = Math.Max(1, Environment.ProcessorCount - 1);

    readonly PartitionedRateLimiter<string> places;
    readonly SemaphoreSlim turns = new(Turns);

    public PasswordHashThrottle(IPasswordHasher<AppUser> hasher, IOptions<CloudBufferOptions> options)
    {
        var limits = options.Value.Limits;
        DummyHash = hasher.HashPassword(new AppUser(), Guid.NewGuid().ToString());
        places = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<string, string>(network => RateLimitPartition.GetConcurrencyLimiter(
                network, _ => new ConcurrencyLimiterOptions { PermitLimit = limits.WaitingPasswordsPerNetwork })),
            PartitionedRateLimiter.Create<string, int>(_ => RateLimitPartition.GetConcurrencyLimiter(
                0, _ => new ConcurrencyLimiterOptions { PermitLimit = Turns + limits.WaitingPasswords })));
    }

    /// <summary>Verified in place of an unknown user's hash, so that a missing account takes as long as an existing one.</summary>
    public string DummyHash { get; }

    /// <returns>A place in the queue; not acquired when the queue is full. Dispose it to leave.</returns>
    public RateLimitLease AcquirePlace(string network) => places.AttemptAcquire(network);

    /// <summary>Waits for a turn and hashes or evaluates a password. Needs a place.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await turns.WaitAsync(cancellationToken);
        try
        {
            return await work();
        }
        finally
        {
            turns.Release();
        }
    }

    public void Dispose()
    {
        places.Dispose();
        turns.Dispose();
    }
}
