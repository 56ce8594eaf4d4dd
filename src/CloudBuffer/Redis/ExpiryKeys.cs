using System.Collections.Concurrent;
using StackExchange.Redis;

namespace CloudBuffer.Redis;

/// <summary>
/// A Redis key with a TTL for each stored item (required by the design). The row decides: a lost key costs one database query, a
/// wrong one nothing.
/// </summary>
public sealed class ExpiryKeys(RedisGateway redis, TimeProvider time)
{
    const int RemovalBatchSize = 1000;

    readonly ConcurrentQueue<RedisKey> pendingRemovals = new();
    volatile bool rebuildNeeded;

    /// <summary>Sets the keys of items that were stored or whose keys were lost.</summary>
    public async Task SetAsync(IEnumerable<ExpiryKey> keys)
    {
        var now = time.GetUtcNow();
        // Relative TTLs, because the embedded server does not support SET with PXAT.
        var current = keys.Where(key => key.ExpiresAt > now).ToList();
        if (current.Count == 0)
            return;
        var (answered, _) = await redis.TryAsync(db => Task.WhenAll(current.ConvertAll(key => db.StringSetAsync(key.Key, key.Value, key.ExpiresAt - now))));
        if (!answered)
            rebuildNeeded = true;
    }

    public async Task RemoveAsync(IReadOnlyCollection<RedisKey> keys)
    {
        if (keys.Count == 0 || (await redis.TryAsync(db => db.KeyDeleteAsync([.. keys]))).Answered)
            return;
        foreach (var key in keys)
            pendingRemovals.Enqueue(key);
    }

    /// <summary>Repeats the removals that failed while Redis was unavailable.</summary>
    /// <returns>Whether keys could not be set, so that all must be rebuilt from the rows.</returns>
    public async Task<bool> FlushPendingAsync()
    {
        bool rebuild = rebuildNeeded;
        rebuildNeeded = false;
        var batch = new List<RedisKey>();
        while (batch.Count < RemovalBatchSize && pendingRemovals.TryDequeue(out var key))
            batch.Add(key);
        await RemoveAsync(batch);
        return rebuild;
    }

    /// <returns>Null if there is no such key, or Redis is unavailable.</returns>
    public async Task<string?> ReadAsync(RedisKey key) => (await redis.TryAsync(db => db.StringGetAsync(key))).Value;
}
