using System.Net;
using System.Threading.RateLimiting;
using CloudBuffer.Access;

namespace CloudBuffer.Accounts;

/// <summary>
/// The rate limit of failed sign-ins, by network: 30 in 10 minutes suffice for a family, but not for trying one password on many
/// accounts (password spraying), which the lockout of an account does not stop.
/// </summary>
public sealed class FailedSignIns : IDisposable
{
    readonly PartitionedRateLimiter<IPAddress?> limiter = PartitionedRateLimiter.Create<IPAddress?, string>(from =>
        RateLimitPartition.GetFixedWindowLimiter(ClientAddress.NetworkOf(from), _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = 30,
            Window = TimeSpan.FromMinutes(10),
        }));

    public bool AreTooMany(IPAddress? from)
    {
        using var lease = limiter.AttemptAcquire(from, permitCount: 0);
        return !lease.IsAcquired;
    }

    public void Count(IPAddress? from) => limiter.AttemptAcquire(from).Dispose();

    public void Dispose() => limiter.Dispose();
}
