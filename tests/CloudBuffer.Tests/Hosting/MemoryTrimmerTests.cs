using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CloudBuffer.Tests.Hosting;

/// <summary>Memory after a burst of connections.</summary>
[Trait("Category", "Slow")]
public sealed class MemoryTrimmerTests
{
    const int Connections = 900;
    const int HeaderBytes = 30_000;

    [Fact(Timeout = 180_000)]
    public async Task Memory_is_returned_after_a_burst_of_unfinished_requests()
    {
        await using var app = await new AppProcess().StartAsync();
        using var visitor = new Visitor(app.Address);
        await visitor.GetAsync("/account/login").HasStatusAsync(HttpStatusCode.OK);
        long before = app.ResidentBytes();
        var request = Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + new string('a', HeaderBytes));
        var sockets = new List<Socket>();
        for (int i = 0; i < Connections; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            sockets.Add(socket);
            await socket.ConnectAsync(IPAddress.Loopback, app.Address.Port, TestContext.Current.CancellationToken);
            await socket.SendAsync(request, TestContext.Current.CancellationToken);
        }
        await Eventually.True("the server holds the headers", () => app.ResidentBytes() - before > Connections * HeaderBytes);
        long during = app.ResidentBytes();
        sockets.ForEach(socket => socket.Dispose());
        await Eventually.True("the memory is returned", () => app.ResidentBytes() < before + (during - before) / 2, seconds: 60);
    }
}
