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

    readonly SharedRateLimiter limiter;
    readonly Limits limits;
    readonly SemaphoreSlim turns = new(Turns);

    public PasswordHashThrottle(IPasswordHasher<AppUser> hasher, SharedRateLimiter limiter, IOptions<CloudBufferOptions> options)
    {
        (this.limiter, limits) = (limiter, options.Value.Limits);
        DummyHash = hasher.HashPassword(new AppUser(), Guid.NewGuid().ToString());
    }

    /// <summary>Verified in place of an unknown user's hash, so that a missing account takes as long as an existing one.</summary>
    public string DummyHash { get; }

    /// <returns>A place in the queue; not acquired when the queue is full. Dispose it to leave.</returns>
    public Place AcquirePlace(string network)
    {
        var ofNetwork = limiter.AttemptAcquire(new("passwords of a network", network, limits.WaitingPasswordsPerNetwork, Window: null));
        return new Place(ofNetwork, ofNetwork.IsAcquired ? limiter.AttemptAcquire(new("passwords", "", Turns + limits.WaitingPasswords, Window: null)) : null);
    }

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

    public void Dispose() => turns.Dispose();

    public sealed class Place(RateLimitLease ofNetwork, RateLimitLease? ofAll) : IDisposable
    {
        public bool IsAcquired => ofAll is { IsAcquired: true };

        public void Dispose()
        {
            ofNetwork.Dispose();
            ofAll?.Dispose();
        }
    }
}
