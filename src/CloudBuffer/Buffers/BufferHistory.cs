using CloudBuffer.Data;
using CloudBuffer.Display;
using CloudBuffer.Live;
using CloudBuffer.Storage;
using CloudBuffer.Transfers;
using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.Buffers;

/// <summary>The earlier texts of a buffer, until they expire.</summary>
public sealed class BufferHistory(AppDbContext db, DiskBlobStore blobs, BufferStore buffers, LiveEvents live, TimeProvider time)
{
    /// <summary>Texts per user; one more deletes the oldest.</summary>
    public const int MaxTexts = 10;

    /// <summary>Longer texts are not kept.</summary>
    public const int MaxBytes = 1024 * 1024;

    const int PreviewBytes = 4 * 1024;

    /// <summary>The texts, newest first.</summary>
    public async Task<IReadOnlyList<EarlierText>> ListAsync(string ownerId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var rows = await db.BufferTexts.AsNoTracking()
            .Where(text => text.OwnerId == ownerId && text.ExpiresAt > now)
            .OrderByDescending(text => text.Id).ToListAsync(cancellationToken);
        var texts = new List<EarlierText>();
        foreach (var row in rows)
        {
            using var blob = await blobs.OpenAsync(BlobArea.Buffers, row.BlobId, ownerId, cancellationToken);
            // Null if it was deleted since the query.
            if (blob is not null && TextPreview.Read(blob.Read, row.Size, PreviewBytes) is { } preview)
                texts.Add(new EarlierText(row.Id, preview, row.CreatedAt, row.ExpiresAt));
        }
        return texts;
    }

    /// <summary>Makes an earlier text the latest item again.</summary>
    /// <returns>False if there is no such text.</returns>
    public async Task<bool> RestoreAsync(string ownerId, long id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var row = await db.BufferTexts.AsNoTracking()
            .SingleOrDefaultAsync(text => text.Id == id && text.OwnerId == ownerId && text.ExpiresAt > now, cancellationToken);
        if (row is null || await blobs.OpenAsync(BlobArea.Buffers, row.BlobId, ownerId, cancellationToken) is not { } blob)
            return false;
        using var _ = blob;
        await using var body = blob.AsStream();
        await buffers.PutAsync(ownerId, UploadPart.Text(body, row.Size), cancellationToken);
        await DeleteAsync(ownerId, db.BufferTexts.Where(text => text.Id == id && text.OwnerId == ownerId));
        return true;
    }

    public async Task DeleteAllAsync(string ownerId)
    {
        await DeleteAsync(ownerId, db.BufferTexts.Where(text => text.OwnerId == ownerId));
        await live.PublishAsync(ownerId, LiveEvent.BufferChanged());
    }

    async Task DeleteAsync(string ownerId, IQueryable<BufferText> texts)
    {
        var blobIds = await db.WriteAsync(ownerId, durable: false, async () =>
        {
            var ids = await texts.Select(text => text.BlobId).ToListAsync();
            await texts.ExecuteDeleteAsync();
            return ids;
        }, CancellationToken.None);
        blobIds.ForEach(id => blobs.Delete(BlobArea.Buffers, id));
    }
}
