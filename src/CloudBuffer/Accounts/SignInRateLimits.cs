using System.Threading.RateLimiting;
using CloudBuffer.Settings;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Accounts;

/// <summary>
/// Rate limits of sign-ins: failed ones by client network, which stops password spraying (one password tried on many accounts), and
/// attempts by browser that has signed in to the account before. Account lockout is in <see cref="AccountLockout"/>.
/// </summary>
public sealed class SignInRateLimits(IOptions<CloudBufferOptions> options) : IDisposable
{
    readonly PartitionedRateLimiter<string> byNetwork = PerTenMinutes(options.Value.Limits.FailedSignInsPerNetwork);
    readonly PartitionedRateLimiter<string> byBrowser = PerTenMinutes(options.Value.Limits.FailedSignInsPerAccount);

    public bool IsNetworkBlocked(string network)
    {
        // Acquiring no permits only asks whether one is left.
        using var lease = byNetwork.AttemptAcquire(network, permitCount: 0);
        return !lease.IsAcquired;
    }

    public void Record(string network) => byNetwork.AttemptAcquire(network).Dispose();

    /// <summary>Counts an attempt of a known browser, before its password is hashed. A correct password counts, too.</summary>
    /// <returns>False if the browser has used its allowance.</returns>
    public bool TryCountBrowser(string browser)
    {
        using var lease = byBrowser.AttemptAcquire(browser);
        return lease.IsAcquired;
    }

    public void Dispose()
    {
        byNetwork.Dispose();
        byBrowser.Dispose();
    }

    static PartitionedRateLimiter<string> PerTenMinutes(int permits) => PartitionedRateLimiter.Create<string, string>(key =>
        RateLimitPartition.GetFixedWindowLimiter(key, _ => new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = TimeSpan.FromMinutes(10) }));
}
