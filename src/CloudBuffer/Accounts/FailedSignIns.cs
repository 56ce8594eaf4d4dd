using System.Net;
using System.Threading.RateLimiting;
using CloudBuffer.Access;

namespace CloudBuffer.Accounts;

/// <summary>
/// The sign-ins that failed, by network: 30 in 10 minutes are enough for a family that forgets, and too few for whoever tries
/// one password on many accounts, which locking an account does not stop.
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
