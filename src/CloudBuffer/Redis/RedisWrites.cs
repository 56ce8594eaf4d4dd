using System.Collections.Concurrent;
using StackExchange.Redis;

namespace CloudBuffer.Redis;

/// <summary>Writes to Redis that are repeated in case it was unavailable.</summary>
public sealed class RedisWrites(RedisGateway redis)
{
    const int MaxPending = 1000;

    readonly ConcurrentQueue<Func<IDatabase, Task>> pending = new();
    volatile bool hasDropped;

    /// <param name="command">Idempotent. If it fails, it runs again later, perhaps after more recent ones.</param>
    public async Task WriteAsync(Func<IDatabase, Task> command)
    {
        if (await TryAsync(command))
            return;
        if (pending.Count < MaxPending)
        {
            pending.Enqueue(command);
            return;
        }
        hasDropped = true;
        pending.Clear();
    }

    /// <summary>Repeats the writes that failed.</summary>
    /// <returns>False if there were too many of them: all keys must be rebuilt from the rows.</returns>
    public async Task<bool> RepeatAsync()
    {
        bool isComplete = !hasDropped;
        hasDropped = false;
        for (int count = pending.Count; count > 0 && pending.TryDequeue(out var command); count--)
            await WriteAsync(command);
        return isComplete;
    }

    async Task<bool> TryAsync(Func<IDatabase, Task> command) => (await redis.TryAsync(async db =>
    {
        await command(db);
        return true;
    })).Answered;
}
