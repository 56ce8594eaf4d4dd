using CloudBuffer.Data;
using CloudBuffer.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Files;

/// <summary>Evicts the oldest files of a user beyond <c>MaxFiles</c>. Call within the transaction that adds a file.</summary>
public sealed class FileEviction(AppDbContext db, TimeProvider time, IOptions<CloudBufferOptions> options)
{
    /// <summary>Whether the user has more than <c>MaxFiles</c> files.</summary>
    public async Task<bool> IsNeededAsync(string ownerId)
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
