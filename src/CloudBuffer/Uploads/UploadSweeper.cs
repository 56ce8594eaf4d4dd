using CloudBuffer.Data;
using CloudBuffer.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.Uploads;

/// <summary>Deletes expired resumable uploads, complete or not, and recovers interrupted ones.</summary>
public sealed class UploadSweeper(
    AppDbContext db, DiskBlobStore blobs, IEnumerable<IUploadTarget> targets, UploadLocks locks, UploadReservations reservations,
    UploadRecovery recovery, TimeProvider time)
    : ISweepable
{
    public BlobArea Area => BlobArea.Uploads;

    public IQueryable<string> ReferencedBlobIds => db.Uploads.Select(upload => upload.Id);

    public async Task<int> DeleteExpiredAsync(int batchSize, CancellationToken cancellationToken)
    {
        await recovery.RunAsync(db, cancellationToken);
        var now = time.GetUtcNow();
        int deleted = 0;
        for (int kept = 0; deleted < batchSize;)
        {
            var expired = await db.Uploads.Where(upload => upload.ExpiresAt <= now)
                .OrderBy(upload => upload.ExpiresAt).ThenBy(upload => upload.Id)
                .Select(upload => new { upload.Id, upload.Target, IsFinished = upload.Result != null })
                .Skip(kept).Take(batchSize).ToListAsync(cancellationToken);
            if (expired.Count == 0)
                break;
            var ids = new List<string>();
            foreach (var upload in expired)
            {
                // One that is still receiving data or being committed, in any process, completes or is deleted later.
                if (!upload.IsFinished && !await blobs.TryDeleteUploadAsync(AreaOf(upload.Target), upload.Id, () => IsAbandonedAsync(upload.Id, now)))
                {
                    kept++;
                    continue;
                }
                ids.Add(upload.Id);
                locks.Forget(upload.Id);
                reservations.Release(upload.Id);
            }
            if (ids.Count == 0)
                continue;
            deleted += await db.WriteAsync(AppDbContext.NoOwner, durable: false, () =>
                db.Uploads.Where(upload => ids.Contains(upload.Id) && upload.ExpiresAt <= now).ExecuteDeleteAsync(CancellationToken.None), cancellationToken);
        }
        return deleted;
    }

    Task<bool> IsAbandonedAsync(string id, DateTimeOffset now) =>
        db.Uploads.AnyAsync(upload => upload.Id == id && upload.ExpiresAt <= now && upload.Result == null);

    BlobArea AreaOf(UploadTarget kind) => targets.Single(target => target.Kind == kind).Area;
}
