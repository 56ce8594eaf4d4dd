using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CloudBuffer.Tests.Settings;

/// <summary>
/// Limits at their defaults that need many clients. Each test reaches one with the number of requests that is still accepted. The other
/// limits at their defaults: <c>RegistrationTests</c>, <c>AccountTests</c>, <c>AccountLockoutTests</c>, <c>SignInFloodTests</c>,
/// <c>LiveTests</c>, <c>UploadCapacityTests</c>.
/// </summary>
[Trait("Category", "Slow")]
public sealed class DefaultLimitTests : IAsyncLifetime
{
    readonly AppProcess app = new(("CloudBuffer__Limits__AccountsPerHour", "1000"));
    readonly List<Socket> sockets = [];

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await app.StartAsync();

    public async ValueTask DisposeAsync()
    {
        sockets.ForEach(socket => socket.Dispose());
        await app.DisposeAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_network_has_256_open_downloads_and_a_link_512()
    {
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        var file = await user.UploadAsync("a", new byte[8 << 20]);
        var request = $"GET {file.Path} HTTP/1.1\r\nHost: localhost\r\n\r\n";
        var first = await Task.WhenAll(Enumerable.Range(0, 256).Select(_ => StatusAsync(1, request)));
        Assert.All(first, status => Assert.Equal(200, status));
        Assert.Equal(429, await StatusAsync(1, request));
        var second = await Task.WhenAll(Enumerable.Range(0, 256).Select(_ => StatusAsync(2, request)));
        Assert.All(second, status => Assert.Equal(200, status));
        Assert.Equal(429, await StatusAsync(3, request));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_network_has_500_long_polls_and_all_together_2000()
    {
        var users = new List<string>();
        for (int i = 0; i < 41; i++)
        {
            using var user = new Visitor(app.Address);
            await user.RegisterAsync();
            await user.PutTextAsync("x").HasStatusAsync(HttpStatusCode.OK);
            using var current = await user.GetAsync("/file/buffer");
            users.Add($"GET /file/buffer HTTP/1.1\r\nHost: localhost\r\nCookie: {user.Cookie}\r\nPrefer: wait=60\r\n"
                + $"If-None-Match: {current.Header("ETag")}\r\n\r\n");
        }
        for (int i = 0; i < 2000; i++)
            await ConnectAsync(1 + i / 500, users[i / 50]);
        await Eventually.Async("the network has reached its limit", async () => await StatusAsync(1, users[40]) == 429);
        await Eventually.Async("the server has reached its limit", async () => await StatusAsync(5, users[39]) == 429);
        // A user without a listener always has two places.
        await ConnectAsync(5, users[40]);
        await ConnectAsync(5, users[40]);
        await Eventually.Async("the places are taken", async () => await StatusAsync(5, users[40]) == 429);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_network_has_1000_connections_and_all_together_5000()
    {
        const string Request = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
        for (int network = 1; network <= 4; network++)
        {
            // Each waits for its response, since the server counts connections concurrently.
            for (int i = 0; i < 1000; i++)
                Assert.Equal(200, await StatusAsync(network, Request));
            Assert.Equal(0, await StatusAsync(network, Request));
        }
        for (int i = 0; i < 1000; i++)
            Assert.Equal(200, await StatusAsync(5, Request));
        Assert.Equal(0, await StatusAsync(6, Request));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_user_has_100_sessions_and_a_sign_in_revokes_the_one_that_was_unused_for_longest()
    {
        using var first = new Visitor(app.Address);
        await first.RegisterAsync();
        app.Execute("update Devices set LastSeenAt = LastSeenAt - 1000");
        app.Execute("""
            with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 99)
            insert into Devices (Id, OwnerId, KeyHash, Name, Browser, Origin, CreatedAt, ExpiresAt, LastSeenAt, LastSeenFrom,
                ReauthenticationRequired, PasswordVerified, Ticket)
            select printf('%032d', n), OwnerId, printf('%064d', n), Name, Browser, Origin, CreatedAt, ExpiresAt, LastSeenAt + n, LastSeenFrom,
                ReauthenticationRequired, PasswordVerified, Ticket from numbers, (select * from Devices)
            """);
        using var second = new Visitor(app.Address);
        await second.PostJsonAsync("/account/login", new { username = first.Name, password = Visitor.Password }).HasStatusAsync(HttpStatusCode.OK);
        Assert.Equal(100, app.Query("select count(*) from Devices"));
        await first.GetAsync("/file/mine", ("Accept", "application/json")).HasStatusAsync(HttpStatusCode.Unauthorized);
        await second.GetAsync("/file/mine", ("Accept", "application/json")).HasStatusAsync(HttpStatusCode.OK);
    }

    [Fact(Timeout = 180_000)]
    public async Task All_networks_together_have_32_waiting_passwords()
    {
        const string Body = """{"username":"unknown","password":"wrong password"}""";
        var request = $"POST /account/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\n\r\n{Body}";
        var statuses = await Task.WhenAll(Enumerable.Range(0, 80).Select(i => StatusAsync(1 + i / 8, request)));
        Assert.Equal([403, 429], statuses.Distinct().Order());
        Assert.InRange(statuses.Count(status => status == 403), 32, 79);
    }

    async Task<Socket> ConnectAsync(int network, string request)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        lock (sockets)
            sockets.Add(socket);
        socket.Bind(new IPEndPoint(new IPAddress([127, 2, 0, (byte)network]), 0));
        await socket.ConnectAsync(IPAddress.Loopback, app.Address.Port, Cancelled);
        await socket.SendAsync(Encoding.ASCII.GetBytes(request), Cancelled);
        return socket;
    }

    /// <summary>Sends a request and keeps the connection.</summary>
    /// <returns>The status; 0 if the connection was closed, or after a second without a response.</returns>
    async Task<int> StatusAsync(int network, string request)
    {
        var socket = await ConnectAsync(network, request);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        timeout.CancelAfter(request.Contains("wait=", StringComparison.Ordinal) ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(30));
        var buffer = new byte[64];
        try
        {
            int read = await socket.ReceiveAsync(buffer, timeout.Token);
            return read == 0 ? 0 : int.Parse(Encoding.ASCII.GetString(buffer, 9, 3), null);
        }
        catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !Cancelled.IsCancellationRequested))
        {
            return 0;
        }
    }
}
