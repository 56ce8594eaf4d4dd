using CloudBuffer.Data;
using CloudBuffer.Display;
using CloudBuffer.Live;
using CloudBuffer.Storage;
using CloudBuffer.Transfers;
using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.Buffers;

/// <summary>The texts that lay in the buffer before: the last ten, for as long as they would have lived.</summary>
public sealed class BufferHistory(AppDbContext db, DiskBlobStore blobs, BufferStore buffers, LiveEvents live, TimeProvider time)
{
    public const int Most = 10;
    public const int MaxBytes = 1024 * 1024;

    const int PreviewBytes = 4 * 1024;

    /// <summary>Saves what is being changed, and adds what is replaced by it; within one transaction.</summary>
    /// <returns>The blobs that nobody needs any more, to be deleted once it is committed.</returns>
    internal static async Task<IReadOnlyList<string>> AddAsync(AppDbContext db, BufferEntry replaced, DateTimeOffset now)
    {
        if (replaced.Kind != BufferKind.Text || replaced.Size > MaxBytes || replaced.ExpiresAt <= now)
        {
            await db.SaveChangesAsync();
            return [replaced.BlobId];
        }
        db.BufferTexts.Add(new BufferText
        {
            OwnerId = replaced.OwnerId,
            BlobId = replaced.BlobId,
            Size = replaced.Size,
            CreatedAt = replaced.CreatedAt,
            ExpiresAt = replaced.ExpiresAt,
        });
        await db.SaveChangesAsync();
        return await db.Database.SqlQuery<string>(
            $"delete from BufferTexts where OwnerId = {replaced.OwnerId} and Id <= (select Id from BufferTexts where OwnerId = {replaced.OwnerId} order by Id desc limit 1 offset {Most}) returning BlobId as Value").ToListAsync();
    }

    /// <summary>The texts, the newest first.</summary>
    public async Task<IReadOnlyList<EarlierText>> ListAsync(string ownerId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var rows = await db.BufferTexts.AsNoTracking().Where(text => text.OwnerId == ownerId && text.ExpiresAt > now).OrderByDescending(text => text.Id).ToListAsync(cancellationToken);
        var texts = new List<EarlierText>();
        foreach (var row in rows)
        {
            using var blob = await blobs.OpenAsync(BlobArea.Buffers, row.BlobId, cancellationToken);
            if (blob is not null) // else it was cleared between the two looks
                texts.Add(new EarlierText(row.Id, await TextPreview.ReadAsync(blob, row.Size, PreviewBytes, cancellationToken), row.CreatedAt, row.ExpiresAt));
        }
        return texts;
    }

    /// <summary>Puts an earlier text in again.</summary>
    /// <returns>False when there is no such text, or none any more.</returns>
    public async Task<bool> RestoreAsync(string ownerId, long id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var row = await db.BufferTexts.AsNoTracking().SingleOrDefaultAsync(text => text.Id == id && text.OwnerId == ownerId && text.ExpiresAt > now, cancellationToken);
        if (row is null || await blobs.OpenAsync(BlobArea.Buffers, row.BlobId, cancellationToken) is not { } blob)
            return false;
        await using var body = new FileStream(blob, FileAccess.Read, bufferSize: 0);
        var part = new UploadPart("text", null, "text/plain", row.Size, body);
        await buffers.PutAsync(ownerId, BufferKind.Text, part, row.Size, () => ValueTask.FromResult(false), cancellationToken);
        await ForgetAsync(db.BufferTexts.Where(text => text.Id == id && text.OwnerId == ownerId));
        return true;
    }

    public async Task ClearAsync(string ownerId)
    {
        await ForgetAsync(db.BufferTexts.Where(text => text.OwnerId == ownerId));
        await live.PublishAsync(ownerId, new LiveEvent("buffer", ""));
    }

    async Task ForgetAsync(IQueryable<BufferText> which)
    {
        var gone = await db.WriteAsync(durable: false, async () =>
        {
            var ids = await which.Select(text => text.BlobId).ToListAsync();
            await which.ExecuteDeleteAsync();
            return ids;
        }, CancellationToken.None);
        gone.ForEach(id => blobs.Delete(BlobArea.Buffers, id));
    }
}
