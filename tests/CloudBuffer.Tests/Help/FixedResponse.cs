using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CloudBuffer.Tests.Help;

/// <summary>An HTTP server that gives every request the same response, as a proxy in front of a stopped server does.</summary>
sealed class FixedResponse : IDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly byte[] response;

    public FixedResponse(int status, string body)
    {
        response = Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {status} X\r\nContent-Type: text/html\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");
        listener.Start();
        _ = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    public void Dispose() => listener.Dispose();

    async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                _ = RespondAsync(await listener.AcceptSocketAsync());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    async Task RespondAsync(Socket socket)
    {
        using var stream = new NetworkStream(socket, ownsSocket: true);
        var request = new byte[64 * 1024];
        int length = 0;
        while (!Encoding.ASCII.GetString(request, 0, length).Contains("\r\n\r\n", StringComparison.Ordinal))
            length += await stream.ReadAsync(request.AsMemory(length));
        bool isHead = request[0] == 'H';
        await stream.WriteAsync(isHead ? response.AsMemory(0, response.AsSpan().IndexOf("\r\n\r\n"u8) + 4) : response);
    }
}
