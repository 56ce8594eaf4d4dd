using StackExchange.Redis;

namespace CloudBuffer.Redis;

/// <summary>
/// A Redis key with a TTL for each stored item (required by the design). The row decides: a lost key costs one database query, a
/// wrong one nothing.
/// </summary>
public sealed class ExpiryKeys(RedisGateway redis, RedisWrites writes, TimeProvider time)
{
    /// <summary>Whether only this process writes them, so that it need not read them.</summary>
    public bool ArePrivate => redis.IsEmbedded;

    /// <summary>Sets the keys of items that were stored or whose keys were lost.</summary>
    public Task SetAsync(IEnumerable<ExpiryKey> keys)
    {
        var current = keys.Where(key => key.ExpiresAt > time.GetUtcNow()).ToList();
        return current.Count == 0 ? Task.CompletedTask : writes.WriteAsync(db =>
        {
            var now = time.GetUtcNow();
            // Relative TTLs, because the embedded server does not support SET with PXAT.
            return Task.WhenAll(current.Where(key => key.ExpiresAt > now).Select(key => db.StringSetAsync(key.Key, key.Value, key.ExpiresAt - now)));
        });
    }

    public Task RemoveAsync(IReadOnlyCollection<RedisKey> keys) =>
        keys.Count == 0 ? Task.CompletedTask : writes.WriteAsync(db => db.KeyDeleteAsync([.. keys]));

    /// <returns>Null if there is no such key, or Redis is unavailable.</returns>
    public async Task<string?> ReadAsync(RedisKey key) => (await redis.TryAsync(db => db.StringGetAsync(key))).Value;
}
