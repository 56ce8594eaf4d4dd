using CloudBuffer.Settings;

namespace CloudBuffer.Storage;

/// <summary>Periodically deletes expired items, abandoned uploads and orphans (<see cref="OrphanScan"/>).</summary>
public sealed partial class BlobSweeper(
    IServiceScopeFactory scopes, DiskBlobStore blobs, Intervals intervals, TimeProvider time, ILogger<BlobSweeper> log) : BackgroundService
{
    const int BatchSize = 500;

    readonly Dictionary<BlobArea, OrphanScan> scans = [];
    bool hasFailed;

    /// <summary>The current problem in one sentence for the operator; null if there is none.</summary>
    public string? Problem { get; private set; }

    public override void Dispose()
    {
        foreach (var scan in scans.Values)
            scan.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(intervals.Sweep, time);
        do
        {
            try
            {
                await SweepAsync(stoppingToken);
                hasFailed = false;
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                hasFailed = true;
                Log.SweepFailed(log, e);
            }
            Problem = FindProblem();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    async Task SweepAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        int deleted = blobs.DeleteAbandonedUploads();
        foreach (var owner in scope.ServiceProvider.GetServices<ISweepable>())
        {
            int expired;
            do
                deleted += expired = await owner.DeleteExpiredAsync(BatchSize, cancellationToken);
            while (expired >= BatchSize);
            deleted += await DeleteOrphansAsync(owner, cancellationToken);
        }
        if (deleted > 0)
            Log.Swept(log, deleted);
    }

    async Task<int> DeleteOrphansAsync(ISweepable owner, CancellationToken cancellationToken)
    {
        if (!scans.TryGetValue(owner.Area, out var scan))
            scans[owner.Area] = scan = new OrphanScan(owner.Area, blobs, intervals, time);
        bool wasReported = scan.TooMany is not null;
        int deleted = await scan.ContinueAsync(owner, cancellationToken);
        if (scan.TooMany is var (orphans, present) && !wasReported)
            Log.TooManyOrphans(log, orphans, present, owner.Area);
        return deleted;
    }

    string? FindProblem() => hasFailed
        ? "The last sweep failed; see the log."
        : scans.Values.Select(scan => scan.TooMany).FirstOrDefault(tooMany => tooMany is not null) is var (orphans, present)
            ? $"{orphans} of {present} blobs have no row; nothing was deleted. Is it the right database?"
            : null;

    static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Deleted {Count} expired items, abandoned uploads and orphans")]
        public static partial void Swept(ILogger logger, int count);

        [LoggerMessage(LogLevel.Error, "{Orphans} of {Present} blobs in {Area} have no row. Nothing was deleted: check that this is the right database")]
        public static partial void TooManyOrphans(ILogger logger, int orphans, int present, BlobArea area);

        [LoggerMessage(LogLevel.Error, "A sweep failed and will be retried")]
        public static partial void SweepFailed(ILogger logger, Exception e);
    }
}
