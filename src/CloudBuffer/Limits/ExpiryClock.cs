using System.Collections.Concurrent;
using CloudBuffer.Redis;
using StackExchange.Redis;

namespace CloudBuffer.Limits;

/// <summary>
/// A Redis key with a TTL for each thing stored: the quick answer to "is it still there, and which row is it". The row has the
/// last word, so a lost key costs one look at the database and a wrong one nothing.
/// </summary>
public sealed class ExpiryClock(RedisGateway redis, TimeProvider time)
{
    const int CatchUpAtOnce = 1000;

    readonly ConcurrentQueue<RedisKey> unstopped = new();
    volatile bool startMissed;

    /// <summary>Starts the clocks of things that were just stored, or that have lost theirs.</summary>
    public async Task StartAsync(IEnumerable<Clock> clocks)
    {
        var now = time.GetUtcNow();
        // By the time that is left, since the embedded server does not know SET with PXAT.
        var running = clocks.Where(clock => clock.ExpiresAt > now).ToList();
        if (running.Count == 0)
            return;
        var (answered, _) = await redis.TryAsync(db => Task.WhenAll(running.ConvertAll(clock => db.StringSetAsync(clock.Key, clock.Value, clock.ExpiresAt - now))));
        if (!answered)
            startMissed = true;
    }

    public async Task StopAsync(IReadOnlyCollection<RedisKey> keys)
    {
        if (keys.Count == 0 || (await redis.TryAsync(db => db.KeyDeleteAsync([.. keys]))).Answered)
            return;
        foreach (var key in keys)
            unstopped.Enqueue(key);
    }

    /// <summary>Makes up for what Redis did not take while it was away.</summary>
    /// <returns>Whether clocks are missing, so that all are to be started again from the rows.</returns>
    public async Task<bool> CatchUpAsync()
    {
        bool missed = startMissed;
        startMissed = false;
        var late = new List<RedisKey>();
        while (late.Count < CatchUpAtOnce && unstopped.TryDequeue(out var key))
            late.Add(key);
        await StopAsync(late);
        return missed;
    }

    /// <returns>Null when the key is not there, or Redis does not answer.</returns>
    public async Task<string?> ReadAsync(RedisKey key) => (await redis.TryAsync(db => db.StringGetAsync(key))).Value;
}

/// <param name="Value">Which row it is.</param>
public sealed record Clock(RedisKey Key, string Value, DateTimeOffset ExpiresAt);
