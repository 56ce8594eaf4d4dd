using CloudBuffer.Data;
using CloudBuffer.Redis;
using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.Files;

/// <summary>Lets the Redis keys of files follow what the rows say since a moment ago.</summary>
public sealed class FileExpiryKeys(AppDbContext db, ExpiryKeys clock, FileCountCache quota)
{
    public async Task StartAsync(string ownerId, IReadOnlyCollection<StoredFile> added)
    {
        if (added.Count == 0)
            return;
        await clock.StartAsync(added.Select(ClockOf));
        await quota.AddAsync(ownerId, [.. added.Select(file => (file.Id, file.ExpiresAt))]);
        // A parallel upload may have evicted one of them before its clock was started, and found none to stop.
        var ids = added.Select(file => file.Id).ToList();
        var still = await db.Files.Where(file => ids.Contains(file.Id)).Select(file => file.Id).ToListAsync(CancellationToken.None);
        await StopAsync(ownerId, [.. added.Where(file => !still.Contains(file.Id))]);
    }

    public async Task StopAsync(string ownerId, IReadOnlyCollection<StoredFile> removed)
    {
        await clock.StopAsync([.. removed.Select(file => RedisKeys.File(file.TokenHash))]);
        await quota.RemoveAsync(ownerId, [.. removed.Select(file => file.Id)]);
    }

    /// <returns>The id of the file that a token's hash belongs to, if Redis knows.</returns>
    public async Task<long?> FindAsync(string tokenHash) =>
        long.TryParse(await clock.ReadAsync(RedisKeys.File(tokenHash)), out var id) ? id : null;

    /// <summary>Starts the clock of a file that has lost it.</summary>
    public Task RestartAsync(StoredFile file) => clock.StartAsync([ClockOf(file)]);

    public Task<int?> CountAsync(string ownerId) => quota.CountAsync(ownerId);

    static ExpiryKey ClockOf(StoredFile file) => new(RedisKeys.File(file.TokenHash), file.Id.ToString(), file.ExpiresAt);
}
