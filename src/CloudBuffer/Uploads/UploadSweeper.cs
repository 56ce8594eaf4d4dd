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
        var expired = await db.Uploads.Where(upload => upload.ExpiresAt <= now)
            .OrderBy(upload => upload.ExpiresAt).Select(upload => upload.Id).Take(batchSize).ToListAsync(cancellationToken);
        // One that is still receiving data, in any process, completes or is deleted later.
        expired.RemoveAll(id => !blobs.TryDelete(BlobArea.Uploads, id));
        if (expired.Count == 0)
            return 0;
        foreach (var id in expired)
        {
            locks.Forget(id);
            reservations.Release(id);
        }
        await db.WriteAsync(durable: false, () =>
            db.Uploads.Where(upload => expired.Contains(upload.Id)).ExecuteDeleteAsync(CancellationToken.None), cancellationToken);
        return expired.Count;
    }
}
