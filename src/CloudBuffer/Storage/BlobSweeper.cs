using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.Storage;

/// <summary>
/// Periodically deletes expired items, abandoned uploads and orphans (blobs without a row). Many orphans at once indicate a lost
/// or wrong database rather than garbage: then nothing is deleted and <see cref="Problem"/> is set.
/// </summary>
public sealed partial class BlobSweeper(IServiceScopeFactory scopes, DiskBlobStore blobs, TimeProvider time, ILogger<BlobSweeper> log) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    const int BatchSize = 500;
    const int MaxOrphans = 20;
    const double MaxOrphanShare = 0.1;

    /// <summary>The current problem in one sentence for the operator; null if there is none.</summary>
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
                Problem = "The last sweep failed; see the log.";
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
            deleted += await owner.DeleteExpiredAsync(BatchSize, cancellationToken);
            var present = blobs.List(owner.Area).ToList();
            var orphans = await FindOrphansAsync(owner, present, cancellationToken);
            int maxOrphans = (int)Math.Max(MaxOrphans, present.Count * MaxOrphanShare);
            // A blob that is still locked belongs to a request that is about to add its row.
            if (orphans.Count > maxOrphans && orphans.Count(id => !blobs.IsLocked(owner.Area, id)) is var abandoned && abandoned > maxOrphans)
                problem = ReportTooManyOrphans(abandoned, present.Count, owner.Area);
            else
                deleted += await DeleteOrphansAsync(owner, orphans, cancellationToken);
        }
        Problem = problem;
        if (deleted > 0)
            Log.Swept(log, deleted);
    }

    static async Task<IReadOnlyList<string>> FindOrphansAsync(ISweepable owner, IReadOnlyCollection<string> blobIds, CancellationToken cancellationToken)
    {
        var orphans = new List<string>();
        foreach (var batch in blobIds.Chunk(BatchSize))
            orphans.AddRange(batch.Except(await owner.ReferencedBlobIds.Where(id => batch.Contains(id)).ToListAsync(cancellationToken)));
        return orphans;
    }

    async Task<int> DeleteOrphansAsync(ISweepable owner, IReadOnlyList<string> orphans, CancellationToken cancellationToken)
    {
        int deleted = 0;
        foreach (var orphan in orphans)
        {
            if (await blobs.TryDeleteAsync(owner.Area, orphan, async () => (await FindOrphansAsync(owner, [orphan], cancellationToken)).Count > 0))
                deleted++;
        }
        return deleted;
    }

    string ReportTooManyOrphans(int orphans, int present, BlobArea area)
    {
        var problem = $"{orphans} of {present} blobs have no row; nothing was deleted. Is it the right database?";
        if (Problem != problem)
            Log.TooManyOrphans(log, orphans, present, area);
        return problem;
    }

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
