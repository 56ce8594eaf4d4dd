using StackExchange.Redis;

namespace CloudBuffer.Tests;

/// <summary>Reads and changes the keys of a Redis.</summary>
static class RedisInspector
{
    public static async Task<string[]> AllAsync(string configuration)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(configuration + ",connectTimeout=1000,allowAdmin=true");
        return [.. redis.GetServers()[0].Keys(pattern: "*").Select(key => key.ToString())];
    }

    public static async Task FlushAsync(string configuration)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(configuration + ",allowAdmin=true");
        await redis.GetServers()[0].FlushAllDatabasesAsync();
    }

    /// <summary>Makes it reject writes, as a server does that lacks a replica or memory.</summary>
    public static async Task RejectWritesAsync(string configuration)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(configuration + ",allowAdmin=true");
        await redis.GetServers()[0].ConfigSetAsync("min-replicas-to-write", "1");
    }

    /// <summary>Makes it answer nothing for a while. Then it executes what it received meanwhile.</summary>
    public static async Task PauseAsync(string configuration, TimeSpan duration)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(configuration + ",allowAdmin=true");
        await redis.GetServers()[0].ExecuteAsync("CLIENT", "PAUSE", (int)duration.TotalMilliseconds, "ALL");
    }

    public static async Task DeleteAsync(string configuration, string key)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(configuration);
        Assert.True(await redis.GetDatabase().KeyDeleteAsync(key), $"There was no {key}");
    }

    public static async Task ExpireAsync(string configuration, string key, TimeSpan timeToLive)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(configuration);
        Assert.True(await redis.GetDatabase().KeyExpireAsync(key, timeToLive), $"There was no {key}");
    }

    public static async Task<TimeSpan?> TtlAsync(string configuration, string key)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(configuration);
        return await redis.GetDatabase().KeyTimeToLiveAsync(key);
    }
}
