using System.Threading.RateLimiting;
using CloudBuffer.Access;
using CloudBuffer.Responses;
using CloudBuffer.Settings;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Accounts;

/// <summary>Rate limit of created accounts by client network.</summary>
public sealed class AccountCreationLimit(IOptions<CloudBufferOptions> options) : IDisposable
{
    readonly PartitionedRateLimiter<string> limiter = PartitionedRateLimiter.Create<string, string>(network =>
        RateLimitPartition.GetFixedWindowLimiter(network, _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = options.Value.Limits.AccountsPerHour,
            Window = TimeSpan.FromHours(1),
        }));

    /// <summary>Counts an account that is about to be created.</summary>
    /// <exception cref="ErrorException">429: the network has created too many.</exception>
    public void Acquire(string network)
    {
        using var lease = limiter.AttemptAcquire(network);
        if (!lease.IsAcquired)
            throw new ErrorException(RateLimits.ErrorOf(lease));
    }

    public void Dispose() => limiter.Dispose();
}
