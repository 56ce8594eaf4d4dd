using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CloudBuffer.Tests.Hosting;

/// <summary>Memory after a burst of connections.</summary>
[Trait("Category", "Slow")]
public sealed class MemoryTrimmerTests
{
    const int Networks = 3;
    const int ConnectionsPerNetwork = 900;
    const int HeaderBytes = 30_000;

    // Much more than what the process allocates meanwhile for other reasons.
    const long HeldBytes = 2L * ConnectionsPerNetwork * HeaderBytes;

    [Fact(Timeout = 180_000)]
    public async Task Memory_is_returned_after_a_burst_of_unfinished_requests()
    {
        await using var app = await new AppProcess().StartAsync();
        using var visitor = new Visitor(app.Address);
        await visitor.GetAsync("/account/login").HasStatusAsync(HttpStatusCode.OK);
        long before = app.ResidentBytes();
        var request = Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + new string('a', HeaderBytes));
        var sockets = new List<Socket>();
        for (int i = 0; i < Networks * ConnectionsPerNetwork; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            sockets.Add(socket);
            socket.Bind(new IPEndPoint(new IPAddress([127, 2, 0, (byte)(1 + i % Networks)]), 0));
            await socket.ConnectAsync(IPAddress.Loopback, app.Address.Port, TestContext.Current.CancellationToken);
            await socket.SendAsync(request, TestContext.Current.CancellationToken);
        }
        await Eventually.True("the server holds the headers", () => app.ResidentBytes() - before > HeldBytes);
        long during = app.ResidentBytes();
        sockets.ForEach(socket => socket.Dispose());
        await Eventually.True("the memory is returned", () => app.ResidentBytes() < during - HeldBytes / 2, seconds: 60);
    }
}
