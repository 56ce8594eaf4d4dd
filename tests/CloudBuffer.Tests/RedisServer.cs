using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace CloudBuffer.Tests;

/// <summary>A real redis-server on a port of its own, with nothing on disk.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    readonly int port = FreePort();
    Process? process;

    public string Configuration => $"127.0.0.1:{port}";

    public async Task<RedisServer> StartAsync()
    {
        try
        {
            process = Process.Start(new ProcessStartInfo(
                "redis-server", ["--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
            {
                RedirectStandardOutput = true,
            });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Fail("redis-server is missing: run ./setup.sh --dev");
        }
        process!.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        await Eventually.Async("redis-server answers", async () => await KeysOrNullAsync() is not null);
        return this;
    }

    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await KillAsync();
    }

    async Task<string[]?> KeysOrNullAsync()
    {
        try
        {
            return await RedisKeysOf.AllAsync(Configuration);
        }
        catch (RedisConnectionException)
        {
            return null;
        }
    }

    static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}

/// <summary>A look into a Redis, and a hand to empty it.</summary>
static class RedisKeysOf
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

    /// <summary>As a server does that waits for a replica or has no room.</summary>
    public static async Task RefuseWritesAsync(string configuration)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(configuration + ",allowAdmin=true");
        await redis.GetServers()[0].ConfigSetAsync("min-replicas-to-write", "1");
    }

    public static async Task DeleteAsync(string configuration, string key)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(configuration);
        Assert.True(await redis.GetDatabase().KeyDeleteAsync(key), $"There was no {key}");
    }

    /// <summary>Lets a key go in a while.</summary>
    public static async Task ExpireAsync(string configuration, string key, TimeSpan left)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(configuration);
        Assert.True(await redis.GetDatabase().KeyExpireAsync(key, left), $"There was no {key}");
    }

    public static async Task<TimeSpan?> TtlAsync(string configuration, string key)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(configuration);
        return await redis.GetDatabase().KeyTimeToLiveAsync(key);
    }
}
