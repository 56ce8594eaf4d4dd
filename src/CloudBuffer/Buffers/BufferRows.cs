using CloudBuffer.Data;
using CloudBuffer.Settings;
using CloudBuffer.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Buffers;

/// <summary>Replaces the row of a buffer. A replaced text becomes an earlier text.</summary>
public sealed class BufferRows(AppDbContext db, TimeProvider time, IOptions<CloudBufferOptions> options)
{
    /// <summary>Call within a transaction.</summary>
    /// <returns>The new row, and the blobs to delete after the commit.</returns>
    public async Task<(BufferEntry Entry, IReadOnlyList<string> UnusedBlobs)> ReplaceAsync(
        string ownerId, BufferKind kind, string? name, string contentType, BlobWriter blob)
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
        bool keep = replaced is { Kind: BufferKind.Text, Size: <= BufferHistory.MaxBytes } && replaced.ExpiresAt > now;
        if (keep)
            db.BufferTexts.Add(EarlierTextOf(replaced!));
        await db.SaveChangesAsync();
        return (entry, keep ? await TrimHistoryAsync(ownerId) : replaced is null ? [] : [replaced.BlobId]);
    }

    static BufferText EarlierTextOf(BufferEntry replaced) => new()
    {
        OwnerId = replaced.OwnerId,
        BlobId = replaced.BlobId,
        Size = replaced.Size,
        CreatedAt = replaced.CreatedAt,
        ExpiresAt = replaced.ExpiresAt,
    };

    /// <returns>The blobs of the deleted texts.</returns>
    async Task<IReadOnlyList<string>> TrimHistoryAsync(string ownerId) => await db.Database.SqlQuery<string>(
        $"""
        delete from BufferTexts
        where OwnerId = {ownerId}
          and Id <= (select Id from BufferTexts where OwnerId = {ownerId} order by Id desc limit 1 offset {BufferHistory.MaxTexts})
        returning BlobId as Value
        """).ToListAsync();
}
