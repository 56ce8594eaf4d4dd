namespace CloudBuffer.Storage;

/// <summary>
/// Every few seconds takes expired blobs, abandoned uploads and orphans (blobs without a row) off the disk. Its brake: many
/// orphans at once mean a lost or wrong database rather than garbage, so it stops and complains.
/// </summary>
public sealed partial class BlobSweeper(IServiceScopeFactory scopes, DiskBlobStore blobs, TimeProvider time, ILogger<BlobSweeper> log) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    const int OrphansAlwaysAllowed = 20;
    const double OrphanShareAllowed = 0.1;

    /// <summary>What is wrong, in one sentence for the operator; null while all is well.</summary>
    public string? Problem { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                Problem = "The last sweep failed; the log says why.";
                Log.SweepFailed(log, e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    async Task SweepAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        string? problem = null;
        int deleted = blobs.DeleteAbandonedUploads();
        foreach (var owner in scope.ServiceProvider.GetServices<ISweepable>())
        {
            deleted += await owner.DeleteExpiredAsync(cancellationToken);
            var present = blobs.List(owner.Area).ToList();
            var orphans = await owner.FindOrphansAsync(present, cancellationToken);
            if (orphans.Count > Math.Max(OrphansAlwaysAllowed, present.Count * OrphanShareAllowed))
            {
                problem = $"{orphans.Count} of {present.Count} blobs have no row; nothing was deleted. Is it the right database?";
                if (Problem != problem)
                    Log.TooManyOrphans(log, orphans.Count, present.Count, owner.Area);
                continue;
            }
            foreach (var orphan in orphans)
            {
                if (await blobs.DeleteOrphanAsync(owner.Area, orphan, async () => (await owner.FindOrphansAsync([orphan], cancellationToken)).Count > 0))
                    deleted++;
            }
        }
        Problem = problem;
        if (deleted > 0)
            Log.Swept(log, deleted);
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Swept {Count} expired or abandoned items")]
        public static partial void Swept(ILogger logger, int count);

        [LoggerMessage(LogLevel.Error, "{Orphans} of {Present} blobs in {Area} have no row. Nothing was deleted: check that this is the right database")]
        public static partial void TooManyOrphans(ILogger logger, int orphans, int present, BlobArea area);

        [LoggerMessage(LogLevel.Error, "A sweep failed and will be tried again")]
        public static partial void SweepFailed(ILogger logger, Exception e);
    }
}
