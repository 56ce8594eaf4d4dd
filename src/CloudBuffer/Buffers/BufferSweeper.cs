using CloudBuffer.Data;
using CloudBuffer.Live;
using CloudBuffer.Redis;
using CloudBuffer.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.Buffers;

/// <summary>Deletes expired items and earlier texts, and restores lost expiry keys.</summary>
public sealed class BufferSweeper(AppDbContext db, DiskBlobStore blobs, ExpiryKeys keys, LiveEvents live, TimeProvider time) : ISweepable, IExpiryKeySource
{
    const int RebuildPageSize = 1000;

    public BlobArea Area => BlobArea.Buffers;

    // A resumable upload may have been sealed without its row when the process ended. It moves back, so its blob is no orphan.
    public IQueryable<string> ReferencedBlobIds => db.Buffers.Select(buffer => buffer.BlobId)
        .Concat(db.BufferTexts.Select(text => text.BlobId))
        .Concat(db.Uploads.Where(upload => upload.Result == null).Select(upload => upload.Id));

    public async Task<int> DeleteExpiredAsync(int batchSize, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        // In a write transaction: an extension is either committed before it, or finds that the item has expired.
        var expired = new List<Expired>();
        if (await db.Buffers.AnyAsync(buffer => buffer.ExpiresAt <= now, cancellationToken))
        {
            expired.AddRange(await db.WriteAsync(AppDbContext.NoOwner, durable: false, () => db.Buffers.Where(buffer => buffer.ExpiresAt <= now)
                .OrderBy(buffer => buffer.ExpiresAt).Select(buffer => new Expired(buffer.OwnerId, buffer.BlobId))
                .Take(batchSize).ToListAsync(CancellationToken.None), cancellationToken));
        }
        expired.AddRange(await db.BufferTexts.Where(text => text.ExpiresAt <= now).OrderBy(text => text.ExpiresAt)
            .Select(text => new Expired(text.OwnerId, text.BlobId)).Take(batchSize).ToListAsync(cancellationToken));
        if (expired.Count == 0)
            return 0;
        var blobIds = expired.ConvertAll(item => item.BlobId);
        blobIds.ForEach(id => blobs.Delete(BlobArea.Buffers, id));
        // By blob, not by owner: the buffer may contain a newer item by now.
        await db.WriteAsync(AppDbContext.NoOwner, durable: false, async () =>
            await db.Buffers.Where(buffer => blobIds.Contains(buffer.BlobId)).ExecuteDeleteAsync(CancellationToken.None)
            + await db.BufferTexts.Where(text => blobIds.Contains(text.BlobId)).ExecuteDeleteAsync(CancellationToken.None), cancellationToken);
        await Task.WhenAll(expired.Select(item => item.OwnerId).Distinct().Select(owner => live.PublishAsync(owner, LiveEvent.BufferChanged())));
        return expired.Count;
    }

    public async Task RebuildAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var last = "";
        while (await NextPageAsync() is { Count: > 0 } page)
        {
            await keys.SetAsync(page.Select(BufferChanges.KeyOf));
            last = page[^1].OwnerId;
        }

        Task<List<BufferEntry>> NextPageAsync() => db.Buffers.AsNoTracking().Where(buffer => buffer.OwnerId.CompareTo(last) > 0 && buffer.ExpiresAt > now)
            .OrderBy(buffer => buffer.OwnerId).Take(RebuildPageSize).ToListAsync(cancellationToken);
    }

    sealed record Expired(string OwnerId, string BlobId);
}
