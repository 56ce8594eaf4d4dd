using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace CloudBuffer.Tests.Uploads;

/// <summary>A chunked request whose body arrives in pieces, over a socket: HttpClient delays its head and drops an early response.</summary>
static class TrickleRequest
{
    /// <param name="head">The method, the path, and header lines after the first.</param>
    /// <param name="pause">Before each piece.</param>
    /// <returns>The status and the body of the response.</returns>
    public static async Task<(int Status, string Body)> SendAsync(
        Visitor client, Uri server, string head, int pieces, int pieceBytes, TimeSpan pause, string prefix = "", string suffix = "")
    {
        using var tcp = new TcpClient();
        var cancelled = TestContext.Current.CancellationToken;
        await tcp.ConnectAsync(server.Host, server.Port, cancelled);
        await using var stream = tcp.GetStream();
        var lines = head.Split('\n');
        var rest = string.Concat(lines[1..].Select(line => line + "\r\n"));
        var cookie = client.Cookie.Length > 0 ? $"Cookie: {client.Cookie}\r\n" : "";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"{lines[0]} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n{cookie}{rest}"
            + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"), cancelled);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        var sending = SendBodyAsync(stream, pieces, pieceBytes, pause, prefix, suffix, stop.Token);
        using var reader = new StreamReader(stream);
        var response = await ReadAsync(reader);
        await stop.CancelAsync();
        await sending;
        return (int.Parse(response.AsSpan(9, 3), CultureInfo.InvariantCulture), response[(response.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
    }

    static async Task SendBodyAsync(Stream stream, int pieces, int pieceBytes, TimeSpan pause, string prefix, string suffix, CancellationToken stop)
    {
        try
        {
            await WriteChunkAsync(stream, Encoding.ASCII.GetBytes(prefix));
            for (int i = 0; i < pieces; i++)
            {
                await Task.Delay(pause, stop);
                await WriteChunkAsync(stream, new byte[pieceBytes]);
            }
            await WriteChunkAsync(stream, Encoding.ASCII.GetBytes(suffix));
            await stream.WriteAsync("0\r\n\r\n"u8.ToArray(), stop);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The server has responded.
        }
    }

    static async Task WriteChunkAsync(Stream stream, byte[] bytes)
    {
        if (bytes.Length > 0)
            await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes($"{bytes.Length:x}\r\n"), .. bytes, .. "\r\n"u8]);
    }

    // The connection may be reset behind the response.
    static async Task<string> ReadAsync(StreamReader reader)
    {
        var response = new StringBuilder();
        var buffer = new char[4096];
        try
        {
            for (int read; (read = await reader.ReadAsync(buffer)) > 0;)
                response.Append(buffer, 0, read);
        }
        catch (IOException)
        {
        }
        return response.ToString();
    }
}
