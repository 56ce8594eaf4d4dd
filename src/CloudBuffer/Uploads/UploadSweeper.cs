using CloudBuffer.Data;
using CloudBuffer.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.Uploads;

/// <summary>Deletes expired resumable uploads, complete or not.</summary>
public sealed class UploadSweeper(AppDbContext db, DiskBlobStore blobs, UploadLocks locks, UploadReservations reservations, TimeProvider time) : ISweepable
{
    public BlobArea Area => BlobArea.Uploads;

    public IQueryable<string> ReferencedBlobIds => db.Uploads.Select(upload => upload.Id);

    public async Task<int> DeleteExpiredAsync(int batchSize, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        int deleted = 0;
        for (int kept = 0; deleted < batchSize;)
        {
            var expired = await db.Uploads.Where(upload => upload.ExpiresAt <= now)
                .OrderBy(upload => upload.ExpiresAt).ThenBy(upload => upload.Id).Select(upload => upload.Id)
                .Skip(kept).Take(batchSize).ToListAsync(cancellationToken);
            if (expired.Count == 0)
                break;
            // One that is still receiving data, in any process, completes or is deleted later.
            kept += expired.RemoveAll(id => !blobs.TryDelete(BlobArea.Uploads, id));
            if (expired.Count == 0)
                continue;
            foreach (var id in expired)
            {
                locks.Forget(id);
                reservations.Release(id);
            }
            deleted += await db.WriteAsync(durable: false, () =>
                db.Uploads.Where(upload => expired.Contains(upload.Id)).ExecuteDeleteAsync(CancellationToken.None), cancellationToken);
        }
        return deleted;
    }
}
