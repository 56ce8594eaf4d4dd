using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CloudBuffer.Tests.Transfers;

/// <summary>Clients that hold many downloads or connections open.</summary>
[Trait("Category", "Slow")]
public sealed class DownloadLimitTests
{
    const int FileBytes = 8 << 20;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public async Task At_the_limit_of_a_network_a_download_that_makes_progress_is_not_replaced()
    {
        await using var app = await new AppProcess(("CloudBuffer__Limits__DownloadsPerNetwork", "2")).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        var file = await user.UploadAsync("a", new byte[FileBytes]);
        using var first = await StallAsync(app, file.Path);
        using var second = await StallAsync(app, file.Path);
        using var local = LocalVisitor(app);
        using (var refused = await local.SendAsync(HttpMethod.Get, file.Path, null, ("Range", "bytes=5-")))
        {
            await refused.IsProblemAsync(429, "too_many_requests");
            Assert.Equal("5", refused.Header("Retry-After"));
            Assert.Equal("", refused.Header("Content-Range"));
        }
        await user.GetAsync(file.Path).HasStatusAsync(HttpStatusCode.OK); // another network
        first.Dispose();
        await Eventually.Async("the place is free", async () =>
        {
            using var response = await local.GetAsync(file.Path);
            return response.StatusCode == HttpStatusCode.OK && (await response.BytesAsync()).Length == FileBytes;
        });
    }

    [Theory(Timeout = 180_000)]
    [InlineData("DownloadsPerNetwork")]
    [InlineData("DownloadsPerLink")]
    public async Task At_a_limit_a_stalled_download_is_replaced(string limit)
    {
        await using var app = await new AppProcess(($"CloudBuffer__Limits__{limit}", "1"), ("CloudBuffer__Intervals__TransferIdle", "00:00:00.2")).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        var file = await user.UploadAsync("a", new byte[FileBytes]);
        using var stalled = await StallAsync(app, file.Path);
        using var local = LocalVisitor(app);
        await Eventually.Async("the stalled download is replaced", async () =>
        {
            using var response = await local.GetAsync(file.Path);
            return response.StatusCode == HttpStatusCode.OK && (await response.BytesAsync()).Length == FileBytes;
        });
        await EndsBeforeTheLastByteAsync(stalled);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_download_that_stalls_too_long_is_aborted_and_can_be_resumed()
    {
        await using var app = await new AppProcess(("CloudBuffer__Intervals__DownloadStall", "00:00:01")).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        var file = await user.UploadAsync("a", new byte[FileBytes]);
        int before = app.OpenFileDescriptors();
        using var stalled = await StallAsync(app, file.Path);
        await Eventually.True("the download is aborted", () => app.OpenFileDescriptors() <= before);
        int received = await EndsBeforeTheLastByteAsync(stalled);
        using var rest = await user.GetAsync(file.Path, ("Range", $"bytes={received}-"));
        Assert.Equal(HttpStatusCode.PartialContent, rest.StatusCode);
        Assert.Equal(FileBytes - received, (await rest.BytesAsync()).Length);
    }

    [Fact(Timeout = 180_000)]
    public async Task Fifty_people_behind_one_address_load_the_same_link_with_four_connections_each()
    {
        await using var app = await new AppProcess().StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        var file = await user.UploadAsync("a", new byte[FileBytes]);
        var downloads = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => StallAsync(app, file.Path)));
        using var local = LocalVisitor(app);
        await local.GetAsync(file.Path).HasStatusAsync(HttpStatusCode.OK);
        foreach (var download in downloads)
            download.Dispose();
    }

    [Theory(Timeout = 180_000)]
    [InlineData("Connections")]
    [InlineData("ConnectionsPerNetwork")]
    public async Task A_connection_beyond_the_limit_is_closed(string limit)
    {
        await using var app = await new AppProcess(($"CloudBuffer__Limits__{limit}", "3")).StartAsync();
        const string Request = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
        var connections = new List<Socket>();
        for (int i = 0; i < 3; i++)
        {
            connections.Add(await ConnectAsync(app, Request));
            Assert.True(await ReceiveAsync(connections[^1]) > 0);
        }
        using (var refused = await ConnectAsync(app, Request))
            Assert.Equal(0, await ReceiveAsync(refused));
        using var other = new Visitor(app.Address);
        if (limit == "ConnectionsPerNetwork")
            await other.GetAsync("/health").HasStatusAsync(HttpStatusCode.OK);
        foreach (var connection in connections)
            connection.Dispose();
        await Eventually.Async("the places are free", async () =>
        {
            using var again = await ConnectAsync(app, Request);
            return await ReceiveAsync(again) > 0;
        });
    }

    /// <summary>A client at 127.0.0.1, as all clients of one network.</summary>
    static Visitor LocalVisitor(AppProcess app) => new(app.Address, IPAddress.Loopback);

    /// <summary>Begins a download and reads no more than the beginning.</summary>
    static async Task<Socket> StallAsync(AppProcess app, string path)
    {
        var socket = await ConnectAsync(app, $"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        Assert.True(await ReceiveAsync(socket) > 0);
        return socket;
    }

    static async Task<Socket> ConnectAsync(AppProcess app, string request)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(IPAddress.Loopback, app.Address.Port, Cancelled);
        await socket.SendAsync(Encoding.ASCII.GetBytes(request), Cancelled);
        return socket;
    }

    /// <returns>0 if the server has closed the connection.</returns>
    static async Task<int> ReceiveAsync(Socket socket)
    {
        try
        {
            return await socket.ReceiveAsync(new byte[1024], Cancelled);
        }
        catch (SocketException)
        {
            return 0;
        }
    }

    /// <returns>The bytes that arrived.</returns>
    static async Task<int> EndsBeforeTheLastByteAsync(Socket socket)
    {
        int total = 0;
        for (int read; (read = await ReceiveAsync(socket)) > 0;)
            total += read;
        Assert.InRange(total, 0, FileBytes - 1);
        return total;
    }
}
