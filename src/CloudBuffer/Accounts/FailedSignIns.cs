using System.Net;
using System.Threading.RateLimiting;
using CloudBuffer.Access;

namespace CloudBuffer.Accounts;

/// <summary>
/// Rate limit of failed sign-ins per client network. 30 in 10 minutes are enough for a household that mistypes, and too few for
/// password spraying (one password tried on many accounts), which account lockout does not stop.
/// </summary>
public sealed class FailedSignIns : IDisposable
{
    readonly PartitionedRateLimiter<IPAddress?> limiter = PartitionedRateLimiter.Create<IPAddress?, string>(client =>
        RateLimitPartition.GetFixedWindowLimiter(ClientNetwork.Of(client), _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = 30,
            Window = TimeSpan.FromMinutes(10),
        }));

    public bool IsLimitReached(IPAddress? client)
    {
        // Acquiring no permits only asks whether one is left.
        using var lease = limiter.AttemptAcquire(client, permitCount: 0);
        return !lease.IsAcquired;
    }

    public void Record(IPAddress? client) => limiter.AttemptAcquire(client).Dispose();

    public void Dispose() => limiter.Dispose();
}
