namespace CloudBuffer.Hosting;

/// <summary>
/// Returns memory to the system after a burst: buffers are pinned blocks, which the garbage collector reuses but does not release on
/// its own while the server is idle.
/// </summary>
sealed class MemoryTrimmer(TimeProvider time) : BackgroundService
{
    const long MinSurplusBytes = 16 << 20;
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        long peak = 0;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            long rented = LargeBlockMemoryPool.RentedBytes;
            peak = Math.Max(peak, LargeBlockMemoryPool.ResetPeakBytes());
            if (peak - rented < MinSurplusBytes)
                continue;
            LargeBlockMemoryPool.ReleaseIdle();
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            peak = rented;
        }
    }
}
