using CloudBuffer.Data;
using CloudBuffer.Display;
using CloudBuffer.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Files;

/// <summary>Adds file rows and evicts the oldest beyond <c>MaxFiles</c>. Call within a transaction.</summary>
public sealed class FileRows(AppDbContext db, TimeProvider time, IOptions<CloudBufferOptions> options, FileTokenProtector protector)
{
    /// <summary>Creates the row of a file, with a new token.</summary>
    public async Task<SharedFile> AddAsync(string ownerId, NewFile file)
    {
        var token = FileToken.New();
        var now = time.GetUtcMilliseconds();
        var row = new StoredFile
        {
            OwnerId = ownerId,
            TokenHash = FileToken.Hash(token)!,
            Token = protector.Protect(token),
            Name = FileNames.Shorten(file.Name),
            ContentType = file.ContentType,
            Size = file.Blob.Size,
            Sha256 = file.Blob.Sha256,
            BlobId = file.Blob.Id,
            IsFromGuest = file.IsFromGuest,
            CreatedAt = now,
            ExpiresAt = now + options.Value.ExpireTime,
        };
        db.Files.Add(row);
        await db.SaveChangesAsync(CancellationToken.None);
        return new SharedFile(token, row);
    }

    /// <summary>Whether the user has more than <c>MaxFiles</c> files.</summary>
    public async Task<bool> AreTooManyAsync(string ownerId)
    {
        var now = time.GetUtcNow();
        return await db.Files.CountAsync(file => file.OwnerId == ownerId && file.ExpiresAt > now) > options.Value.MaxFiles;
    }

    /// <returns>The evicted rows.</returns>
    public async Task<IReadOnlyList<StoredFile>> EvictOldestAsync(string ownerId)
    {
        var now = time.GetUtcNow();
        var oldest = await db.Files.AsNoTracking().Where(file => file.OwnerId == ownerId && file.ExpiresAt > now)
            .OrderByDescending(file => file.Id).Skip(options.Value.MaxFiles).ToListAsync(CancellationToken.None);
        var ids = oldest.ConvertAll(file => file.Id);
        await db.Files.Where(file => ids.Contains(file.Id)).ExecuteDeleteAsync(CancellationToken.None);
        return oldest;
    }
}
