using CloudBuffer.Data;
using CloudBuffer.Display;
using CloudBuffer.Redis;
using CloudBuffer.Responses;
using CloudBuffer.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.Buffers;

/// <summary>Finds and opens the latest item of a user.</summary>
public sealed partial class BufferReader(
    AppDbContext db, DiskBlobStore blobs, ExpiryKeys keys, BufferCache cache, TimeProvider time, ILogger<BufferReader> log)
{
    const int PreviewBytes = 32 * 1024;

    /// <returns>Null if the buffer is empty or expired.</returns>
    public Task<BufferEntry?> FindAsync(string ownerId, CancellationToken cancellationToken) => FindAsync(ownerId, mayBeCached: true, cancellationToken);

    async Task<BufferEntry?> FindAsync(string ownerId, bool mayBeCached, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var cached = mayBeCached && cache.Find(ownerId) is { } found && found.ExpiresAt > now ? found : null;
        if (cached is not null && keys.ArePrivate)
            return cached;
        var version = await keys.ReadAsync(RedisKeys.Buffer(ownerId));
        if (cached is not null && cached.Version == version)
            return cached;
        int generation = cache.Generation(ownerId);
        var entry = await db.Buffers.AsNoTracking().SingleOrDefaultAsync(buffer => buffer.OwnerId == ownerId && buffer.ExpiresAt > now, cancellationToken);
        // Otherwise the row decides, and a missing or outdated expiry key is corrected.
        if (entry is not null && version != entry.Version)
            await keys.SetAsync([BufferChanges.KeyOf(entry)]);
        if (entry is not null)
            cache.Set(entry, generation);
        return entry;
    }

    /// <summary>Opens the latest item.</summary>
    /// <returns>Null if the buffer is empty or expired.</returns>
    /// <exception cref="ErrorException">The blob is missing or has the wrong size.</exception>
    public async Task<(BufferEntry Entry, OpenBlob Blob)?> OpenAsync(string ownerId, CancellationToken cancellationToken)
    {
        // A write may replace row and blob between reading the row and opening its blob. The second attempt excludes writers.
        var (entry, blob) = await TryOpenAsync(ownerId, mayBeCached: true, cancellationToken);
        if (entry is not null && blob is null)
            (entry, blob) = await db.WriteAsync(ownerId, durable: false, () => TryOpenAsync(ownerId, mayBeCached: false, cancellationToken), cancellationToken);
        if (entry is null)
            return null;
        if (blob is not null)
            return (entry, blob);
        Log.Damaged(log, ownerId);
        throw new ErrorException(Errors.FileDamaged);
    }

    /// <summary>A short text completely, the first part of a long one, or the metadata of a file.</summary>
    /// <returns>Null if the buffer is empty or expired.</returns>
    public async Task<BufferPreview?> PreviewAsync(string ownerId, CancellationToken cancellationToken)
    {
        if (await OpenAsync(ownerId, cancellationToken) is not var (entry, blob))
            return null;
        using (blob)
        {
            var text = entry.Kind == BufferKind.Text ? TextPreview.Read(blob.Read, entry.Size, PreviewBytes) : null;
            return new BufferPreview(entry.Kind.ToString().ToLowerInvariant(), entry.Version, entry.Name, entry.ContentType, entry.Size, entry.ExpiresAt, text);
        }
    }

    async Task<(BufferEntry? Entry, OpenBlob? Blob)> TryOpenAsync(string ownerId, bool mayBeCached, CancellationToken cancellationToken)
    {
        if (await FindAsync(ownerId, mayBeCached, cancellationToken) is not { } entry)
            return (null, null);
        if (cache.FindContent(entry) is { } content)
            return (entry, new OpenBlob(content, ownerId));
        var blob = await blobs.OpenAsync(BlobArea.Buffers, entry.BlobId, ownerId, cancellationToken);
        if (blob is null || blob.Size != entry.Size)
        {
            blob?.Dispose();
            return (entry, null);
        }
        if (entry.Size <= BufferCache.MaxContentBytes)
            cache.SetContent(entry, blob);
        return (entry, blob);
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The buffer blob of user {OwnerId} is missing or has the wrong size")]
        public static partial void Damaged(ILogger logger, string ownerId);
    }
}
