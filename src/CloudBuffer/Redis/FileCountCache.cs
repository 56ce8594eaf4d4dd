using StackExchange.Redis;

namespace CloudBuffer.Redis;

/// <summary>
/// The number of files per user, for display (required by the design). The limit itself is enforced by the transaction that adds a
/// row, which alone is exact under parallel uploads.
/// </summary>
public sealed class FileCountCache(RedisGateway redis, RedisWrites writes, TimeProvider time)
{
    public Task AddAsync(string ownerId, IReadOnlyCollection<(long Id, DateTimeOffset ExpiresAt)> files) => files.Count == 0
        ? Task.CompletedTask
        : writes.WriteAsync(db =>
        {
            var key = RedisKeys.UserFiles(ownerId);
            var batch = db.CreateTransaction();
            _ = batch.SortedSetRemoveRangeByScoreAsync(key, double.NegativeInfinity, Now);
            _ = batch.SortedSetAddAsync(key, [.. files.Select(file => new SortedSetEntry(file.Id, file.ExpiresAt.ToUnixTimeMilliseconds()))]);
            _ = batch.KeyExpireAsync(key, files.Max(file => file.ExpiresAt).UtcDateTime);
            return batch.ExecuteAsync();
        });

    public Task RemoveAsync(string ownerId, IReadOnlyCollection<long> ids) => ids.Count == 0
        ? Task.CompletedTask
        : writes.WriteAsync(db => db.SortedSetRemoveAsync(RedisKeys.UserFiles(ownerId), [.. ids.Select(id => (RedisValue)id)]));

    /// <returns>Null if Redis is unavailable or has no count.</returns>
    public async Task<int?> CountAsync(string ownerId)
    {
        var count = (await redis.TryAsync(db => db.SortedSetLengthAsync(RedisKeys.UserFiles(ownerId), Now, double.PositiveInfinity))).Value;
        return count == 0 ? null : (int)count;
    }

    double Now => time.GetUtcNow().ToUnixTimeMilliseconds();
}
