using CloudBuffer.Data;
using CloudBuffer.Redis;
using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.Files;

/// <summary>The expiry keys and file counts in Redis (required by the design; the rows decide).</summary>
public sealed class FileExpiryKeys(AppDbContext db, ExpiryKeys keys, FileCountCache counts)
{
    /// <summary>Sets the keys of files of any owners that were stored or extended, or whose keys were lost.</summary>
    public async Task AddAsync(IReadOnlyCollection<StoredFile> files)
    {
        if (files.Count == 0)
            return;
        var added = files.GroupBy(file => file.OwnerId).Select(own => counts.AddAsync(own.Key, [.. own.Select(file => (file.Id, file.ExpiresAt))]));
        await Task.WhenAll(added.Append(keys.SetAsync(files.Select(KeyOf))));
        // A parallel upload may have evicted one of them before its key was set.
        var ids = files.Select(file => file.Id).ToList();
        var present = await db.Files.Where(file => ids.Contains(file.Id)).Select(file => file.Id).ToHashSetAsync();
        await RemoveAsync([.. files.Where(file => !present.Contains(file.Id))]);
    }

    /// <summary>Removes the keys of deleted files of any owners.</summary>
    public Task RemoveAsync(IReadOnlyCollection<StoredFile> files)
    {
        var removed = files.GroupBy(file => file.OwnerId).Select(own => counts.RemoveAsync(own.Key, [.. own.Select(file => file.Id)]));
        return Task.WhenAll(removed.Append(keys.RemoveAsync([.. files.Select(file => RedisKeys.File(file.TokenHash))])));
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
