using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CloudBuffer.Tests.Access;

/// <summary>A user who loads many large pages at once.</summary>
[Trait("Category", "Slow")]
public sealed class PageLimitTests(PageLimitTests.App fixture) : IClassFixture<PageLimitTests.App>
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task At_the_limit_a_page_that_is_not_read_gives_way_to_a_new_one()
    {
        using var user = await fixture.NewUserAsync();
        // More than the system buffers of a connection. The text of each is escaped sixfold.
        var text = Encoding.ASCII.GetBytes(new string('\'', 2000));
        await user.UploadFormAsync("application/json", [.. Enumerable.Range(0, 500).Select(i => ("file", (string?)$"{i}.txt", text))])
            .HasStatusAsync(HttpStatusCode.Created);
        using var unread = await RequestPageAsync(user);
        using var second = await RequestPageAsync(user);
        await user.GetAsync("/", ("Accept", "text/html")).HasStatusAsync(HttpStatusCode.TooManyRequests);
        using var other = await fixture.NewUserAsync();
        await other.GetAsync("/", ("Accept", "text/html")).HasStatusAsync(HttpStatusCode.OK);
        var html = "";
        await Eventually.Async("the page that is not read has given way", async () =>
        {
            using var page = await user.GetAsync("/", ("Accept", "text/html"));
            html = await page.TextAsync();
            return page.StatusCode == HttpStatusCode.OK;
        });
        Assert.EndsWith("</html>", html.TrimEnd());
        Assert.InRange(await ReadAsync(unread), 0, html.Length * 9 / 10);
        Assert.InRange(await ReadAsync(second), html.Length * 99 / 100, int.MaxValue); // times differ
    }

    async Task<Socket> RequestPageAsync(Visitor user)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(IPAddress.Loopback, fixture.App.Address.Port, Cancelled);
        await socket.SendAsync(Encoding.ASCII.GetBytes(
            $"GET / HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nConnection: close\r\nCookie: {user.Cookie}\r\n\r\n"), Cancelled);
        Assert.Equal(1, await socket.ReceiveAsync(new byte[1], Cancelled));
        return socket;
    }

    /// <returns>The bytes until the connection ends.</returns>
    static async Task<int> ReadAsync(Socket socket)
    {
        int total = 1;
        try
        {
            for (int read; (read = await socket.ReceiveAsync(new byte[65536], Cancelled)) > 0;)
                total += read;
        }
        catch (SocketException)
        {
            // Aborted.
        }
        return total;
    }

    public sealed class App() : ConfiguredApp(
        ("CloudBuffer__Limits__PagesPerUser", "2"), ("CloudBuffer__MaxFiles", "500"), ("CloudBuffer__Intervals__TransferIdle", "00:00:01"));
}
