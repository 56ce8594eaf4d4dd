using CloudBuffer.Data;
using CloudBuffer.Limits;
using CloudBuffer.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.Buffers;

/// <summary>What is done with buffers without being asked: expired contents go, lost clocks are started again.</summary>
public sealed class BufferSweeper(AppDbContext db, DiskBlobStore blobs, ExpiryClock clock, TimeProvider time) : ISweepable, IRefillable
{
    const int AtOnce = 500;

    public BlobArea Area => BlobArea.Buffers;

    public async Task<int> DeleteExpiredAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var due = await db.Buffers.AsNoTracking().Where(buffer => buffer.ExpiresAt <= now)
            .OrderBy(buffer => buffer.ExpiresAt).Take(AtOnce).ToListAsync(cancellationToken);
        if (due.Count == 0)
            return 0;
        due.ForEach(entry => blobs.Delete(BlobArea.Buffers, entry.BlobId));
        // By blob, not by owner: something new may lie in the buffer by now.
        var ids = due.ConvertAll(entry => entry.BlobId);
        await db.WriteAsync(durable: false, () => db.Buffers.Where(buffer => ids.Contains(buffer.BlobId)).ExecuteDeleteAsync(CancellationToken.None), cancellationToken);
        return due.Count;
    }

    public async Task<IReadOnlyList<string>> WithoutRowAsync(IReadOnlyCollection<string> blobIds, CancellationToken cancellationToken)
    {
        var without = new List<string>();
        foreach (var some in blobIds.Chunk(AtOnce))
        {
            var known = await db.Buffers.Where(buffer => some.Contains(buffer.BlobId)).Select(buffer => buffer.BlobId).ToListAsync(cancellationToken);
            without.AddRange(some.Except(known));
        }
        return without;
    }

    public async Task RefillAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var live = await db.Buffers.AsNoTracking().Where(buffer => buffer.ExpiresAt > now).ToListAsync(cancellationToken);
        await clock.StartAsync(live.Select(BufferStore.ClockOf));
    }
}
