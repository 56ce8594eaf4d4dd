using CloudBuffer.Data;
using CloudBuffer.Live;
using CloudBuffer.Redis;
using CloudBuffer.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.Files;

/// <summary>What is done with files without being asked: expired ones go, lost clocks are started again.</summary>
public sealed class FileSweeper(AppDbContext db, DiskBlobStore blobs, FileExpiryKeys clocks, LiveEvents live, TimeProvider time) : ISweepable, IExpiryKeySource
{
    const int BatchSize = 500;

    public BlobArea Area => BlobArea.Files;

    public async Task<int> DeleteExpiredAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var due = await db.Files.AsNoTracking().Where(file => file.ExpiresAt <= now)
            .OrderBy(file => file.ExpiresAt).Take(BatchSize).ToListAsync(cancellationToken);
        if (due.Count == 0)
            return 0;
        // Blob first: on a full disk a row cannot go before there is room.
        due.ForEach(file => blobs.Delete(BlobArea.Files, file.BlobId));
        var ids = due.ConvertAll(file => file.Id);
        await db.WriteAsync(durable: false, () => db.Files.Where(file => ids.Contains(file.Id)).ExecuteDeleteAsync(CancellationToken.None), cancellationToken);
        foreach (var ofOne in due.GroupBy(file => file.OwnerId))
        {
            await clocks.StopAsync(ofOne.Key, [.. ofOne]);
            await live.PublishAsync(ofOne.Key, new LiveEvent("file", ""));
        }
        return due.Count;
    }

    public async Task<IReadOnlyList<string>> FindOrphansAsync(IReadOnlyCollection<string> blobIds, CancellationToken cancellationToken)
    {
        var without = new List<string>();
        foreach (var some in blobIds.Chunk(BatchSize))
        {
            var known = await db.Files.Where(file => some.Contains(file.BlobId)).Select(file => file.BlobId).ToListAsync(cancellationToken);
            // A resumable upload that was just becoming a file when the process ended is not lost: it is taken back.
            var unfinished = await db.Uploads.Where(upload => some.Contains(upload.Id) && upload.Result == null)
                .Select(upload => upload.Id).ToListAsync(cancellationToken);
            without.AddRange(some.Except(known).Except(unfinished));
        }
        return without;
    }

    public async Task RebuildAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var live = await db.Files.AsNoTracking().Where(file => file.ExpiresAt > now).ToListAsync(cancellationToken);
        foreach (var ofOne in live.GroupBy(file => file.OwnerId))
            await clocks.StartAsync(ofOne.Key, [.. ofOne]);
    }
}
