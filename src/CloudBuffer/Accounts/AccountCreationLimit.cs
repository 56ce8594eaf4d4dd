using CloudBuffer.Access;
using CloudBuffer.Responses;
using CloudBuffer.Settings;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Accounts;

/// <summary>Rate limit of created accounts by client network.</summary>
public sealed class AccountCreationLimit(SharedRateLimiter limiter, IOptions<CloudBufferOptions> options)
{
    /// <summary>Counts an account that is about to be created.</summary>
    /// <exception cref="ErrorException">429: the network has created too many.</exception>
    public void Acquire(string network)
    {
        using var lease = limiter.AttemptAcquire(new("accounts of a network", network, options.Value.Limits.AccountsPerHour, TimeSpan.FromHours(1)));
        if (!lease.IsAcquired)
            throw new ErrorException(RateLimits.ErrorOf(lease));
    }
}
