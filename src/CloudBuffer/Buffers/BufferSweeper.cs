using CloudBuffer.Data;
using CloudBuffer.Live;
using CloudBuffer.Redis;
using CloudBuffer.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.Buffers;

/// <summary>What is done with buffers without being asked: expired contents go, lost clocks are started again.</summary>
public sealed class BufferSweeper(AppDbContext db, DiskBlobStore blobs, ExpiryKeys clock, LiveEvents live, TimeProvider time) : ISweepable, IExpiryKeySource
{
    const int BatchSize = 500;

    public BlobArea Area => BlobArea.Buffers;

    public async Task<int> DeleteExpiredAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var expired = await db.Buffers.Where(buffer => buffer.ExpiresAt <= now)
            .OrderBy(buffer => buffer.ExpiresAt).Select(buffer => new { buffer.OwnerId, buffer.BlobId }).Take(BatchSize).ToListAsync(cancellationToken);
        expired.AddRange(await db.BufferTexts.Where(text => text.ExpiresAt <= now)
            .OrderBy(text => text.ExpiresAt).Select(text => new { text.OwnerId, text.BlobId }).Take(BatchSize).ToListAsync(cancellationToken));
        if (expired.Count == 0)
            return 0;
        var due = expired.ConvertAll(one => one.BlobId);
        due.ForEach(id => blobs.Delete(BlobArea.Buffers, id));
        // By blob, not by owner: something new may lie in the buffer by now.
        await db.WriteAsync(durable: false, async () =>
            await db.Buffers.Where(buffer => due.Contains(buffer.BlobId)).ExecuteDeleteAsync(CancellationToken.None)
            + await db.BufferTexts.Where(text => due.Contains(text.BlobId)).ExecuteDeleteAsync(CancellationToken.None), cancellationToken);
        foreach (var ownerId in expired.Select(one => one.OwnerId).Distinct())
            await live.PublishAsync(ownerId, new LiveEvent("buffer", ""));
        return due.Count;
    }

    public async Task<IReadOnlyList<string>> FindOrphansAsync(IReadOnlyCollection<string> blobIds, CancellationToken cancellationToken)
    {
        var without = new List<string>();
        foreach (var some in blobIds.Chunk(BatchSize))
        {
            var known = await db.Buffers.Where(buffer => some.Contains(buffer.BlobId)).Select(buffer => buffer.BlobId).ToListAsync(cancellationToken);
            var earlier = await db.BufferTexts.Where(text => some.Contains(text.BlobId)).Select(text => text.BlobId).ToListAsync(cancellationToken);
            // A resumable upload that was just becoming the content when the process ended is not lost: it is taken back.
            var unfinished = await db.Uploads.Where(upload => some.Contains(upload.Id) && upload.Result == null).Select(upload => upload.Id).ToListAsync(cancellationToken);
            without.AddRange(some.Except(known).Except(earlier).Except(unfinished));
        }
        return without;
    }

    public async Task RebuildAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var live = await db.Buffers.AsNoTracking().Where(buffer => buffer.ExpiresAt > now).ToListAsync(cancellationToken);
        await clock.StartAsync(live.Select(BufferStore.ClockOf));
    }
}
