using System.Threading.RateLimiting;
using CloudBuffer.Settings;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Accounts;

/// <summary>
/// Rate limits of failed sign-ins by client network, which stop password spraying (one password tried on many accounts), and by browser
/// that has signed in to the account before. Account lockout is in <see cref="AccountLock"/>.
/// </summary>
public sealed class FailedSignIns(IOptions<CloudBufferOptions> options) : IDisposable
{
    readonly PartitionedRateLimiter<string> byNetwork = PerTenMinutes(options.Value.Limits.FailedSignInsPerNetwork);
    readonly PartitionedRateLimiter<string> byBrowser = PerTenMinutes(options.Value.Limits.FailedSignInsPerAccount);

    public bool IsNetworkBlocked(string network) => IsExhausted(byNetwork, network);

    public bool IsBrowserBlocked(string browser) => IsExhausted(byBrowser, browser);

    /// <param name="browser">Null for a browser that has not signed in to the account before.</param>
    public void Record(string network, string? browser)
    {
        byNetwork.AttemptAcquire(network).Dispose();
        if (browser is not null)
            byBrowser.AttemptAcquire(browser).Dispose();
    }

    public void Dispose()
    {
        byNetwork.Dispose();
        byBrowser.Dispose();
    }

    static bool IsExhausted(PartitionedRateLimiter<string> limiter, string key)
    {
        // Acquiring no permits only asks whether one is left.
        using var lease = limiter.AttemptAcquire(key, permitCount: 0);
        return !lease.IsAcquired;
    }

    static PartitionedRateLimiter<string> PerTenMinutes(int permits) => PartitionedRateLimiter.Create<string, string>(key =>
        RateLimitPartition.GetFixedWindowLimiter(key, _ => new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = TimeSpan.FromMinutes(10) }));
}
