using CloudBuffer.Data;
using CloudBuffer.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.Uploads;

/// <summary>Takes away resumable uploads whose time is up, finished or not.</summary>
public sealed class UploadSweeper(AppDbContext db, DiskBlobStore blobs, UploadLocks writers, TimeProvider time) : ISweepable
{
    const int BatchSize = 500;

    public BlobArea Area => BlobArea.Uploads;

    public async Task<int> DeleteExpiredAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var due = await db.Uploads.Where(upload => upload.ExpiresAt <= now)
            .OrderBy(upload => upload.ExpiresAt).Select(upload => upload.Id).Take(BatchSize).ToListAsync(cancellationToken);
        if (due.Count == 0)
            return 0;
        foreach (var id in due)
        {
            blobs.Delete(BlobArea.Uploads, id);
            writers.Forget(id);
        }
        await db.WriteAsync(durable: false, () => db.Uploads.Where(upload => due.Contains(upload.Id)).ExecuteDeleteAsync(CancellationToken.None), cancellationToken);
        return due.Count;
    }

    public async Task<IReadOnlyList<string>> FindOrphansAsync(IReadOnlyCollection<string> blobIds, CancellationToken cancellationToken)
    {
        var without = new List<string>();
        foreach (var some in blobIds.Chunk(BatchSize))
        {
            var known = await db.Uploads.Where(upload => some.Contains(upload.Id)).Select(upload => upload.Id).ToListAsync(cancellationToken);
            without.AddRange(some.Except(known));
        }
        return without;
    }
}
