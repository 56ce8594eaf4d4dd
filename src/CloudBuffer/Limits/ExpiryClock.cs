using CloudBuffer.Redis;
using StackExchange.Redis;

namespace CloudBuffer.Limits;

/// <summary>
/// A Redis key with a TTL for each thing stored: the quick answer to "is it still there, and which row is it". The row has the
/// last word, so a lost key costs one look at the database and a wrong one nothing.
/// </summary>
public sealed class ExpiryClock(RedisGateway redis, TimeProvider time)
{
    /// <summary>Starts the clocks of things that were just stored, or that have lost theirs.</summary>
    public Task StartAsync(IEnumerable<Clock> clocks)
    {
        var now = time.GetUtcNow();
        // By the time that is left, since the embedded server does not know SET with PXAT.
        var running = clocks.Where(clock => clock.ExpiresAt > now).ToList();
        return running.Count == 0
            ? Task.CompletedTask
            : redis.TryAsync(db => Task.WhenAll(running.ConvertAll(clock => db.StringSetAsync(clock.Key, clock.Value, clock.ExpiresAt - now))));
    }

    public Task StopAsync(IReadOnlyCollection<RedisKey> keys) => keys.Count == 0
        ? Task.CompletedTask
        : redis.TryAsync(db => db.KeyDeleteAsync([.. keys]));

    /// <returns>Null when the key is not there, or Redis does not answer.</returns>
    public async Task<string?> ReadAsync(RedisKey key) => (await redis.TryAsync(db => db.StringGetAsync(key))).Value;
}

/// <param name="Value">Which row it is.</param>
public sealed record Clock(RedisKey Key, string Value, DateTimeOffset ExpiresAt);
