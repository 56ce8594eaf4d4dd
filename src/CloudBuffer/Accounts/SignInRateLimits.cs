using CloudBuffer.Settings;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Accounts;

/// <summary>
/// Rate limits of sign-ins: failed ones by client network, which stops password spraying (one password tried on many accounts), and
/// attempts by browser that has signed in to the account before. Account lockout is in <see cref="AccountLockout"/>.
/// </summary>
public sealed class SignInRateLimits(SharedRateLimiter limiter, IOptions<CloudBufferOptions> options)
{
    static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    public bool IsNetworkBlocked(string network)
    {
        using var lease = limiter.AttemptAcquire(OfNetwork(network), count: 0);
        return !lease.IsAcquired;
    }

    public void Record(string network) => limiter.AttemptAcquire(OfNetwork(network)).Dispose();

    /// <summary>Counts an attempt of a known browser, before its password is hashed. A correct password counts, too.</summary>
    /// <returns>False if the browser has used its allowance.</returns>
    public bool TryCountBrowser(string browser)
    {
        using var lease = limiter.AttemptAcquire(new("sign-ins of a browser", browser, options.Value.Limits.FailedSignInsPerAccount, Window));
        return lease.IsAcquired;
    }

    SharedRateLimiter.Partition OfNetwork(string network) =>
        new("failed sign-ins of a network", network, options.Value.Limits.FailedSignInsPerNetwork, Window);
}
