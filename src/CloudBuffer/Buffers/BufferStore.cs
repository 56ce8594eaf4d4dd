using CloudBuffer.Data;
using CloudBuffer.Responses;
using CloudBuffer.Settings;
using CloudBuffer.Storage;
using CloudBuffer.Transfers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Buffers;

/// <summary>
/// Writes the buffer of a user: one slot with the latest item. Every write creates a new blob and replaces the row, so a reader gets
/// either the old or the new item completely.
/// </summary>
public sealed class BufferStore(
    AppDbContext db, DiskBlobStore blobs, BlobReceiver receiver, BufferRows rows, BufferChanges changes, TimeProvider time,
    IOptions<CloudBufferOptions> options)
{
    /// <summary>Replaces the item with one that is already complete.</summary>
    /// <exception cref="ErrorException">The storage is full.</exception>
    public async Task<BufferEntry> PutAsync(string ownerId, UploadPart part, CancellationToken cancellationToken) =>
        (await PutAsync(ownerId, AsyncEnumerable.Repeat(part, 1), part.Length, cancellationToken))!;

    /// <summary>Replaces the item with the single part of an upload.</summary>
    /// <param name="announcedBytes">Bytes of the body, if known.</param>
    /// <returns>Null if there is no part.</returns>
    /// <exception cref="ErrorException">The storage is full, the text is not UTF-8, or there are several parts.</exception>
    /// <exception cref="IOException">The storage is full, or the disk or the connection failed.</exception>
    public async Task<BufferEntry?> PutAsync(string ownerId, IAsyncEnumerable<UploadPart> parts, long? announcedBytes, CancellationToken cancellationToken)
    {
        using var reception = await receiver.StartAsync(ownerId, BlobArea.Buffers, announcedBytes, cancellationToken);
        (UploadPart Part, BlobWriter Blob)? received = null;
        await foreach (var part in parts.WithCancellation(cancellationToken))
        {
            if (received is not null)
                throw new ErrorException(Errors.FileCount);
            var text = part.IsText || part.MayBeText ? new Utf8Stream(part.Body, isRequired: part.IsText) : null;
            // The latest item survives the end of the process, but need not survive a power failure.
            var stored = await reception.ReceiveAsync(part with { Body = text ?? part.Body }, options.Value.MaxFileSize, durable: false, cancellationToken);
            received = (part with { IsText = text is { IsText: true } }, stored);
        }
        if (received is not var (item, blob))
            return null;
        return await CommitAsync(ownerId, item.IsText ? BufferKind.Text : BufferKind.File, item.FileName, item.ContentType, blob, withinTransaction: null);
    }

    /// <summary>Replaces the item with a sealed blob.</summary>
    /// <param name="name">Sanitized; ignored for a text.</param>
    /// <param name="contentType">Sanitized; ignored for a text.</param>
    /// <param name="withinTransaction">Runs in the same transaction; null for nothing.</param>
    public async Task<BufferEntry> CommitAsync(
        string ownerId, BufferKind kind, string? name, string contentType, BlobWriter blob, Func<Task>? withinTransaction)
    {
        var (entry, unusedBlobs) = await rows.ReplaceAsync(ownerId, kind, name, contentType, blob, withinTransaction);
        blob.Keep();
        // First, so that no reader finds the former row without its blob.
        await changes.ReplacedAsync(entry);
        foreach (var id in unusedBlobs)
            blobs.Delete(BlobArea.Buffers, id);
        return entry;
    }

    /// <summary>Extends the expiry to <c>ExpireTime</c> from now.</summary>
    /// <returns>The new expiry; null if the buffer is empty.</returns>
    public async Task<DateTimeOffset?> ExtendAsync(string ownerId, CancellationToken cancellationToken)
    {
        DateTimeOffset expiresAt = default;
        int updated = await db.WriteAsync(ownerId, durable: false, () =>
        {
            // The time is that of the transaction: the sweeper deletes what has expired before it.
            var now = time.GetUtcMilliseconds();
            expiresAt = now + options.Value.ExpireTime;
            return db.Buffers.Where(buffer => buffer.OwnerId == ownerId && buffer.ExpiresAt > now)
                .ExecuteUpdateAsync(set => set.SetProperty(buffer => buffer.ExpiresAt, expiresAt), CancellationToken.None);
        }, cancellationToken);
        if (updated == 0)
            return null;
        await changes.ChangedAsync(ownerId);
        return expiresAt;
    }

    /// <summary>Deletes the item. Idempotent.</summary>
    public async Task DeleteAsync(string ownerId, CancellationToken cancellationToken)
    {
        var deleted = await db.WriteAsync(ownerId, durable: false, async () =>
        {
            var entry = await db.Buffers.AsNoTracking().SingleOrDefaultAsync(buffer => buffer.OwnerId == ownerId, CancellationToken.None);
            await db.Buffers.Where(buffer => buffer.OwnerId == ownerId).ExecuteDeleteAsync(CancellationToken.None);
            return entry;
        }, cancellationToken);
        await changes.ChangedAsync(ownerId);
        if (deleted is not null)
            blobs.Delete(BlobArea.Buffers, deleted.BlobId);
    }
}
