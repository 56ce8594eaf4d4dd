using System.Collections.Concurrent;
using StackExchange.Redis;

namespace CloudBuffer.Redis;

/// <summary>
/// A Redis key with a TTL for each thing stored: the quick answer to "is it still there, and which row is it". The row has the
/// last word, so a lost key costs one look at the database and a wrong one nothing.
/// </summary>
public sealed class ExpiryKeys(RedisGateway redis, TimeProvider time)
{
    const int RemovalBatchSize = 1000;

    readonly ConcurrentQueue<RedisKey> pendingRemovals = new();
    volatile bool rebuildNeeded;

    /// <summary>Starts the clocks of things that were just stored, or that have lost theirs.</summary>
    public async Task SetAsync(IEnumerable<ExpiryKey> clocks)
    {
        var now = time.GetUtcNow();
        // By the time that is left, since the embedded server does not know SET with PXAT.
        var running = clocks.Where(clock => clock.ExpiresAt > now).ToList();
        if (running.Count == 0)
            return;
        var (answered, _) = await redis.TryAsync(db => Task.WhenAll(running.ConvertAll(clock => db.StringSetAsync(clock.Key, clock.Value, clock.ExpiresAt - now))));
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

    /// <summary>Makes up for what Redis did not take while it was away.</summary>
    /// <returns>Whether clocks are missing, so that all are to be started again from the rows.</returns>
    public async Task<bool> FlushPendingAsync()
    {
        bool missed = rebuildNeeded;
        rebuildNeeded = false;
        var late = new List<RedisKey>();
        while (late.Count < RemovalBatchSize && pendingRemovals.TryDequeue(out var key))
            late.Add(key);
        await RemoveAsync(late);
        return missed;
    }

    /// <returns>Null when the key is not there, or Redis does not answer.</returns>
    public async Task<string?> ReadAsync(RedisKey key) => (await redis.TryAsync(db => db.StringGetAsync(key))).Value;
}
