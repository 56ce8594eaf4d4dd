using CloudBuffer.Data;
using CloudBuffer.Redis;
using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.Files;

/// <summary>The expiry keys and file counts in Redis (required by the design; the rows decide).</summary>
public sealed class FileExpiryKeys(AppDbContext db, ExpiryKeys keys, FileCountCache counts)
{
    public async Task AddAsync(string ownerId, IReadOnlyCollection<StoredFile> added)
    {
        if (added.Count == 0)
            return;
        await SetAsync(ownerId, added);
        // A parallel upload may have evicted one of them before its key was set.
        var ids = added.Select(file => file.Id).ToList();
        var present = await db.Files.Where(file => ids.Contains(file.Id)).Select(file => file.Id).ToListAsync(CancellationToken.None);
        await RemoveAsync(ownerId, [.. added.Where(file => !present.Contains(file.Id))]);
    }

    /// <summary>Sets the keys of files that are known to exist.</summary>
    public async Task SetAsync(string ownerId, IReadOnlyCollection<StoredFile> files)
    {
        await keys.SetAsync(files.Select(KeyOf));
        await counts.AddAsync(ownerId, [.. files.Select(file => (file.Id, file.ExpiresAt))]);
    }

    public async Task RemoveAsync(string ownerId, IReadOnlyCollection<StoredFile> removed)
    {
        await keys.RemoveAsync([.. removed.Select(file => RedisKeys.File(file.TokenHash))]);
        await counts.RemoveAsync(ownerId, [.. removed.Select(file => file.Id)]);
    }

    /// <returns>The id of the file with this token hash; null if Redis has no key.</returns>
    public async Task<long?> FindAsync(string tokenHash) =>
        long.TryParse(await keys.ReadAsync(RedisKeys.File(tokenHash)), out var id) ? id : null;

    /// <summary>Restores a lost key.</summary>
    public Task RestoreAsync(StoredFile file) => keys.SetAsync([KeyOf(file)]);

    /// <returns>Null if Redis has no count.</returns>
    public Task<int?> CountAsync(string ownerId) => counts.CountAsync(ownerId);

    static ExpiryKey KeyOf(StoredFile file) => new(RedisKeys.File(file.TokenHash), file.Id.ToString(), file.ExpiresAt);
}
