using CloudBuffer.Data;
using CloudBuffer.Settings;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Files;

/// <summary>Adds file rows. Call within a transaction.</summary>
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
            Name = file.Name,
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
}
