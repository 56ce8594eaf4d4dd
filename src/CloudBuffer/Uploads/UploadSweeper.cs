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
            // One that is still receiving data, in any process, completes or is deleted later.
            kept += expired.RemoveAll(upload => !TryDeleteBlob(upload.Id, upload.IsFinished ? null : upload.Target));
            if (expired.Count == 0)
                continue;
            var ids = expired.ConvertAll(upload => upload.Id);
            foreach (var id in ids)
            {
                locks.Forget(id);
                reservations.Release(id);
            }
            deleted += await db.WriteAsync(durable: false, () =>
                db.Uploads.Where(upload => ids.Contains(upload.Id)).ExecuteDeleteAsync(CancellationToken.None), cancellationToken);
        }
        return deleted;
    }

    /// <param name="target">Null for a finished upload, whose blob belongs to another row.</param>
    bool TryDeleteBlob(string id, UploadTarget? target)
    {
        // The blob of an upload that could not be committed may already be in its area.
        if (target is { } kind && targets.Single(candidate => candidate.Kind == kind).Area is var area && !blobs.IsLocked(area, id))
            blobs.ReturnToUploads(area, id);
        return blobs.TryDelete(BlobArea.Uploads, id);
    }
}
