using System.Collections.Concurrent;
using CloudBuffer.Data;
using CloudBuffer.Settings;
using CloudBuffer.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Uploads;

/// <summary>
/// Corrects the rows of uploads that count fewer bytes than their blobs have: those of a process that was killed, once at the start, and
/// those whose bytes arrived while the database accepted no write. Otherwise a user could exceed the storage limits.
/// </summary>
public sealed class UploadRecovery(DiskBlobStore blobs, UploadReservations reservations, IOptions<CloudBufferOptions> options)
{
    const int BatchSize = 500;

    readonly ConcurrentDictionary<string, bool> pending = new();
    bool hasFoundInterrupted;

    /// <summary>The row of this upload could not be written.</summary>
    public void Add(string uploadId) => pending[uploadId] = true;

    public async Task RunAsync(AppDbContext db, CancellationToken cancellationToken)
    {
        if (!hasFoundInterrupted)
            await FindInterruptedAsync(db, cancellationToken);
        hasFoundInterrupted = true;
        foreach (var id in pending.Keys)
        {
            pending.TryRemove(id, out _);
            try
            {
                await RecoverAsync(db, id, cancellationToken);
            }
            catch (SqliteException)
            {
                Add(id);
                break; // the database is still busy or full; the next sweep tries again
            }
        }
    }

    async Task FindInterruptedAsync(AppDbContext db, CancellationToken cancellationToken)
    {
        var last = "";
        while (await NextBatchAsync() is { Count: > 0 } uploads)
        {
            foreach (var upload in uploads.Where(upload => blobs.SizeOf(BlobArea.Uploads, upload.Id) is { } size && size != upload.Offset))
                Add(upload.Id);
            last = uploads[^1].Id;
        }

        Task<List<ResumableUpload>> NextBatchAsync() => db.Uploads.AsNoTracking()
            .Where(upload => upload.Result == null && upload.Id.CompareTo(last) > 0)
            .OrderBy(upload => upload.Id).Take(BatchSize).ToListAsync(cancellationToken);
    }

    async Task RecoverAsync(AppDbContext db, string id, CancellationToken cancellationToken)
    {
        var unfinished = db.Uploads.AsNoTracking().Where(row => row.Id == id && row.Result == null);
        if (await unfinished.SingleOrDefaultAsync(cancellationToken) is not { } upload)
            return;
        using var blob = blobs.Resume(BlobArea.Uploads, id, upload.OwnerId, offset: null);
        // A request that writes it now corrects the row itself. One that wrote it before the blob was locked has changed the row.
        if (blob is null || await unfinished.SingleOrDefaultAsync(cancellationToken) is not { } current)
            return;
        // After a reboot only flushed bytes are certain.
        if (current.BootId != BootId.Current && blob.Size > current.Offset)
            blob.Truncate(current.Offset);
        if (options.Value.Durable)
            await blob.FlushAsync();
        await db.WriteAsync(upload.OwnerId, options.Value.Durable, () => db.Uploads.Where(row => row.Id == id && row.Result == null).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.Offset, blob.Size).SetProperty(row => row.BootId, BootId.Current), CancellationToken.None), cancellationToken);
        reservations.Release(id);
    }
}
