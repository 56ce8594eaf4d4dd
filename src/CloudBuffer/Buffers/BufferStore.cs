using CloudBuffer.Data;
using CloudBuffer.Display;
using CloudBuffer.Live;
using CloudBuffer.Redis;
using CloudBuffer.Responses;
using CloudBuffer.Settings;
using CloudBuffer.Storage;
using CloudBuffer.Transfers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.Win32.SafeHandles;

namespace CloudBuffer.Buffers;

/// <summary>
/// The buffer of each user: one slot that holds what was put in last. Every write is a new blob and a changed row, so a reader has
/// either the old content or the new one, whole.
/// </summary>
public sealed partial class BufferStore(
    AppDbContext db, DiskBlobStore blobs, StorageCapacity room, ExpiryKeys clock, BufferCache seen, LiveEvents live, TimeProvider time,
    IOptions<CloudBufferOptions> options, ILogger<BufferStore> log)
{
    const int PreviewBytes = 64 * 1024;

    /// <summary>Replaces what is in the buffer.</summary>
    /// <param name="part">With a name, if it is a file.</param>
    /// <param name="announced">Bytes of the body, when known; room for them is taken before the first is read.</param>
    /// <param name="hasMore">Asked at the end of the part: whether another one follows, which the buffer has no place for.</param>
    /// <exception cref="ErrorException">There is no room, the text is not UTF-8, or there are several parts.</exception>
    /// <exception cref="IOException">No room, or the disk or the connection failed.</exception>
    public async Task<BufferEntry> PutAsync(
        string ownerId, BufferKind kind, UploadPart part, long? announced, Func<ValueTask<bool>> hasMore, CancellationToken cancellationToken)
    {
        using var reservation = await room.ReserveAsync(db, ownerId, announced ?? 0, cancellationToken)
            ?? throw new ErrorException(Errors.StorageFull);
        using var blob = blobs.Create(BlobArea.Buffers, part.Length);
        reservation.MarkWritten(part.Length ?? 0);
        var body = reservation.Meter(part.Body);
        if (kind == BufferKind.Text)
            body = new Utf8OnlyStream(body);
        await blob.WriteAsync(body, options.Value.MaxFileSize, cancellationToken);
        if (await hasMore())
            throw new ErrorException(Errors.FileCount);
        return await TakeAsync(ownerId, kind, part.FileName, part.ContentType, blob, withinTransaction: null);
    }

    /// <summary>Replaces what is in the buffer by a blob whose bytes have come.</summary>
    /// <param name="name">Cleaned; null for text.</param>
    /// <param name="contentType">Cleaned.</param>
    /// <param name="withinTransaction">What else belongs into the transaction.</param>
    public async Task<BufferEntry> TakeAsync(string ownerId, BufferKind kind, string? name, string contentType, IncomingBlob blob, Func<Task>? withinTransaction)
    {
        // A clipboard outlives the process, but need not outlive a power cut.
        await blob.SealAsync(durable: false);
        var (entry, unneeded) = await db.WriteAsync(durable: false, async () =>
        {
            if (withinTransaction is not null)
                await withinTransaction();
            return await ReplaceRowAsync(ownerId, kind, name, contentType, blob);
        }, CancellationToken.None);
        blob.Keep();
        await clock.StartAsync([ClockOf(entry)]);
        foreach (var id in unneeded)
            blobs.Delete(BlobArea.Buffers, id);
        await live.PublishAsync(ownerId, new LiveEvent("buffer", entry.BlobId));
        return entry;
    }

    /// <summary>What is in the buffer, without its bytes.</summary>
    /// <returns>Null when it is empty or expired.</returns>
    public async Task<BufferEntry?> FindAsync(string ownerId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        // A row that was read before holds as long as the clock names its version.
        var version = await clock.ReadAsync(RedisKeys.Buffer(ownerId));
        if (version is not null && seen.Find(ownerId) is { } known && known.BlobId == version && known.ExpiresAt > now)
            return known;
        var entry = await db.Buffers.AsNoTracking().SingleOrDefaultAsync(buffer => buffer.OwnerId == ownerId && buffer.ExpiresAt > now, cancellationToken);
        // Otherwise the row decides; a clock that was lost or is late is set right.
        if (entry is not null && version != entry.BlobId)
            await clock.StartAsync([ClockOf(entry)]);
        seen.Remember(ownerId, entry);
        return entry;
    }

    /// <summary>Opens what is in the buffer. It can be read to its end whatever is put in meanwhile.</summary>
    /// <returns>Null when it is empty or expired.</returns>
    /// <exception cref="ErrorException">The blob is missing or has not its size.</exception>
    public async Task<(BufferEntry Entry, SafeFileHandle Blob)?> OpenAsync(string ownerId, CancellationToken cancellationToken)
    {
        // Between the look at the row and the opening of its blob another write may have replaced both. Then look again, and
        // this time keep writers out.
        var (found, blob) = await TryOpenAsync(ownerId, cancellationToken);
        if (found is not null && blob is null)
        {
            seen.Remember(ownerId, null);
            (found, blob) = await db.WriteAsync(durable: false, () => TryOpenAsync(ownerId, cancellationToken), cancellationToken);
        }
        if (found is null)
            return null;
        if (blob is not null)
            return (found, blob);
        Log.Damaged(log, ownerId);
        throw new ErrorException(Errors.FileDamaged);
    }

    /// <summary>What a page shows of the buffer: all of a short text, the beginning of a long one.</summary>
    public async Task<BufferPreview?> PreviewAsync(string ownerId, CancellationToken cancellationToken)
    {
        if (await OpenAsync(ownerId, cancellationToken) is not var (entry, blob))
            return null;
        using (blob)
        {
            var text = entry.Kind == BufferKind.Text ? await TextPreview.ReadAsync(blob, entry.Size, PreviewBytes, cancellationToken) : null;
            return new BufferPreview(entry.Kind.ToString().ToLowerInvariant(), entry.BlobId, entry.Name, entry.ContentType, entry.Size, entry.ExpiresAt, text);
        }
    }

    /// <summary>Lets the content live as long again as when it came.</summary>
    /// <returns>Until when; null when the buffer is empty.</returns>
    public async Task<DateTimeOffset?> ExtendAsync(string ownerId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcMilliseconds();
        var end = now + options.Value.ExpireTime;
        if (await db.WriteAsync(durable: false, () => db.Buffers.Where(buffer => buffer.OwnerId == ownerId && buffer.ExpiresAt > now).ExecuteUpdateAsync(
            set => set.SetProperty(buffer => buffer.ExpiresAt, end), CancellationToken.None), cancellationToken) == 0)
            return null;
        seen.Remember(ownerId, null);
        await clock.StopAsync([RedisKeys.Buffer(ownerId)]); // it is started anew with the next look
        await live.PublishAsync(ownerId, new LiveEvent("buffer", ""));
        return end;
    }

    public async Task ClearAsync(string ownerId, CancellationToken cancellationToken)
    {
        var cleared = await db.WriteAsync(durable: false, async () =>
        {
            var entry = await db.Buffers.AsNoTracking().SingleOrDefaultAsync(buffer => buffer.OwnerId == ownerId, CancellationToken.None);
            await db.Buffers.Where(buffer => buffer.OwnerId == ownerId).ExecuteDeleteAsync(CancellationToken.None);
            return entry;
        }, cancellationToken);
        await clock.StopAsync([RedisKeys.Buffer(ownerId)]);
        if (cleared is not null)
            blobs.Delete(BlobArea.Buffers, cleared.BlobId);
        await live.PublishAsync(ownerId, new LiveEvent("buffer", ""));
    }

    async Task<(BufferEntry? Entry, SafeFileHandle? Blob)> TryOpenAsync(string ownerId, CancellationToken cancellationToken)
    {
        if (await FindAsync(ownerId, cancellationToken) is not { } entry)
            return (null, null);
        var blob = await blobs.OpenAsync(BlobArea.Buffers, entry.BlobId, cancellationToken);
        if (blob is not null && RandomAccess.GetLength(blob) == entry.Size)
            return (entry, blob);
        blob?.Dispose();
        return (entry, null);
    }

    async Task<(BufferEntry Entry, IReadOnlyList<string> Unneeded)> ReplaceRowAsync(string ownerId, BufferKind kind, string? name, string contentType, IncomingBlob blob)
    {
        var now = time.GetUtcMilliseconds();
        var entry = new BufferEntry
        {
            OwnerId = ownerId,
            Kind = kind,
            Name = kind == BufferKind.File ? name : null,
            ContentType = kind == BufferKind.File ? contentType : "text/plain; charset=utf-8",
            Size = blob.Size,
            Sha256 = blob.Sha256,
            BlobId = blob.Id,
            CreatedAt = now,
            ExpiresAt = now + options.Value.ExpireTime,
        };
        var replaced = await db.Buffers.AsNoTracking().SingleOrDefaultAsync(buffer => buffer.OwnerId == ownerId);
        db.Entry(entry).State = replaced is null ? EntityState.Added : EntityState.Modified;
        if (replaced is not null)
            return (entry, await BufferHistory.AddAsync(db, replaced, now));
        await db.SaveChangesAsync();
        return (entry, []);
    }

    internal static ExpiryKey ClockOf(BufferEntry entry) => new(RedisKeys.Buffer(entry.OwnerId), entry.BlobId, entry.ExpiresAt);

    static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The blob in the buffer of {OwnerId} is missing or has not its size")]
        public static partial void Damaged(ILogger logger, string ownerId);
    }
}
