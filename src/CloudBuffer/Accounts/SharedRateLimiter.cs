using System.Threading.RateLimiting;

namespace CloudBuffer.Accounts;

/// <summary>One limiter for many rate limits: each <see cref="PartitionedRateLimiter{T}"/> wakes ten times a second, also while the server is idle.</summary>
public sealed class SharedRateLimiter : IDisposable
{
    readonly PartitionedRateLimiter<Partition> limiter = PartitionedRateLimiter.Create<Partition, Partition>(partition => partition.Window is { } window
        ? RateLimitPartition.GetFixedWindowLimiter(partition, _ => new FixedWindowRateLimiterOptions { PermitLimit = partition.Permits, Window = window })
        : RateLimitPartition.GetConcurrencyLimiter(partition, _ => new ConcurrencyLimiterOptions { PermitLimit = partition.Permits }));

    /// <param name="count">0 only asks whether a permit is left.</param>
    public RateLimitLease AttemptAcquire(Partition partition, int count = 1) => limiter.AttemptAcquire(partition, count);

    public void Dispose() => limiter.Dispose();

    /// <param name="Limit">The name of the rate limit.</param>
    /// <param name="Key">Whose permits they are.</param>
    /// <param name="Permits">In a window, or at the same time.</param>
    /// <param name="Window">Null for permits that are returned when their lease is disposed.</param>
    public readonly record struct Partition(string Limit, string Key, int Permits, TimeSpan? Window);
}
