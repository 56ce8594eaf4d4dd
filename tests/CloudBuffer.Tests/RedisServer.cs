using System.Diagnostics;
using System.Globalization;
using StackExchange.Redis;

namespace CloudBuffer.Tests;

/// <summary>A real redis-server on a free port, without persistence.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    readonly int port = Ports.Free();
    Process? process;

    public string Configuration => $"127.0.0.1:{port}";

    public async Task<RedisServer> StartAsync()
    {
        process = ExternalTool.Start(new ProcessStartInfo(
            "redis-server", ["--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
        {
            RedirectStandardOutput = true,
        });
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        await Eventually.Async("redis-server responds", async () => await KeysOrNullAsync() is not null);
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
            return await RedisInspector.AllAsync(Configuration);
        }
        catch (RedisConnectionException)
        {
            return null;
        }
    }
}
