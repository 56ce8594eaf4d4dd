using System.Net;
using System.Net.Sockets;

namespace CloudBuffer.Tests.Uploads;

/// <summary>A proxy on a bad line: resets connections after a number of bytes, a number of times.</summary>
sealed class CuttingProxy : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource stop = new();
    readonly Uri target;
    readonly long bytesBetweenCuts;
    int cutsLeft;

    public CuttingProxy(Uri target, int cuts, long bytesBetweenCuts)
    {
        this.target = target;
        this.bytesBetweenCuts = bytesBetweenCuts;
        cutsLeft = cuts;
        listener.Start();
        _ = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    public int CutsLeft => Math.Max(0, cutsLeft);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        stop.Dispose();
    }

    async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                _ = ServeAsync(await listener.AcceptTcpClientAsync(stop.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }

    async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync(target.Host, target.Port, stop.Token);
                await Task.WhenAny(UpAsync(client, server), server.GetStream().CopyToAsync(client.GetStream(), stop.Token));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // The end of one side ends the other.
            }
        }
    }

    async Task UpAsync(TcpClient client, TcpClient server)
    {
        var buffer = new byte[256 * 1024];
        long passed = 0;
        for (int read; (read = await client.GetStream().ReadAsync(buffer, stop.Token)) > 0;)
        {
            passed += read;
            if (passed > bytesBetweenCuts && Interlocked.Decrement(ref cutsLeft) >= 0)
            {
                client.LingerState = server.LingerState = new LingerOption(true, 0); // RST
                return;
            }
            await server.GetStream().WriteAsync(buffer.AsMemory(0, read), stop.Token);
        }
    }
}
