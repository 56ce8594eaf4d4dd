using CloudBuffer.Data;
using CloudBuffer.Live;
using CloudBuffer.Redis;
using CloudBuffer.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.Files;

/// <summary>Deletes expired files and restores lost expiry keys.</summary>
public sealed class FileSweeper(AppDbContext db, DiskBlobStore blobs, FileExpiryKeys keys, LiveEvents live, TimeProvider time) : ISweepable, IExpiryKeySource
{
    const int RebuildPageSize = 1000;

    public BlobArea Area => BlobArea.Files;

    // A resumable upload may have been sealed without its row when the process ended. It moves back, so its blob is no orphan.
    public IQueryable<string> ReferencedBlobIds => db.Files.Select(file => file.BlobId)
        .Concat(db.Uploads.Where(upload => upload.Result == null).Select(upload => upload.Id));

    public async Task<int> DeleteExpiredAsync(int batchSize, CancellationToken cancellationToken)
    {
        if (!await Expired().AnyAsync(cancellationToken))
            return 0;
        // In a write transaction: an extension is either committed before it, or finds that the file has expired.
        var expired = await db.WriteAsync(AppDbContext.NoOwner, durable: false, () =>
            Expired().OrderBy(file => file.ExpiresAt).Take(batchSize).ToListAsync(CancellationToken.None), cancellationToken);
        expired.ForEach(file => blobs.Delete(BlobArea.Files, file.BlobId));
        var ids = expired.ConvertAll(file => file.Id);
        await db.WriteAsync(AppDbContext.NoOwner, durable: false, () =>
            db.Files.Where(file => ids.Contains(file.Id)).ExecuteDeleteAsync(CancellationToken.None), cancellationToken);
        await keys.RemoveAsync(expired);
        await Task.WhenAll(expired.Select(file => file.OwnerId).Distinct().Select(owner => live.PublishAsync(owner, LiveEvent.FilesChanged())));
        return expired.Count;
    }

    IQueryable<StoredFile> Expired()
    {
        var now = time.GetUtcNow();
        return db.Files.AsNoTracking().Where(file => file.ExpiresAt <= now);
    }

    public async Task RebuildAsync(CancellationToken cancellationToken)
    {
        // By expiry: the key of an owner's files lives as long as the last of them.
        var (lastExpiry, lastId) = (time.GetUtcNow(), 0L);
        while (await NextPageAsync() is { Count: > 0 } page)
        {
            await keys.AddAsync(page);
            (lastExpiry, lastId) = (page[^1].ExpiresAt, page[^1].Id);
        }

        Task<List<StoredFile>> NextPageAsync() => db.Files.AsNoTracking()
            .Where(file => file.ExpiresAt > lastExpiry || (file.ExpiresAt == lastExpiry && file.Id > lastId))
            .OrderBy(file => file.ExpiresAt).ThenBy(file => file.Id).Take(RebuildPageSize).ToListAsync(cancellationToken);
    }
}
