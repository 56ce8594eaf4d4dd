using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace CloudBuffer.Tests.Web;

/// <summary>What an attacker tries on every route.</summary>
public sealed class SafetyTests(EmbeddedApp running)
{
    static readonly (HttpMethod Method, string Path)[] UnsafeRoutes =
    [
        (HttpMethod.Post, "/"), (HttpMethod.Post, "/clear"), (HttpMethod.Post, "/account/login"), (HttpMethod.Post, "/account/register"),
        (HttpMethod.Post, "/account/registet"), (HttpMethod.Post, "/account/logout"), (HttpMethod.Post, "/file/load"), (HttpMethod.Put, "/file/load/x"),
        (HttpMethod.Post, "/file/delete"), (HttpMethod.Delete, "/f/x"), (HttpMethod.Delete, "/file/get"), (HttpMethod.Post, "/file/buffer"),
        (HttpMethod.Put, "/file/buffer/x"), (HttpMethod.Delete, "/file/buffer"), (HttpMethod.Post, "/file/upload"), (HttpMethod.Patch, "/file/upload/x"),
        (HttpMethod.Delete, "/file/upload/x"), (HttpMethod.Post, "/file/upload/x"),
    ];

    public static TheoryData<string, string> ForeignOrigins => new()
    {
        { "Sec-Fetch-Site", "cross-site" },
        { "Sec-Fetch-Site", "same-site" },
        { "Origin", "https://evil.example" },
        { "Origin", "null" },
        { "Origin", "http://127.0.0.1" }, // another port
    };

    [Theory(Timeout = 60_000), MemberData(nameof(ForeignOrigins))]
    public async Task Another_site_can_change_nothing(string header, string value)
    {
        using var user = await running.NewUserAsync();
        await user.PutTextAsync("mine");
        foreach (var (method, path) in UnsafeRoutes)
            await user.SendAsync(method, path, null, (header, value), ("X-Data-Type", "text")).IsProblemAsync(403, "cross_site");
        using var answer = await user.GetAsync("/file/buffer");
        Assert.Equal("mine", await answer.TextAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task This_site_and_programs_can()
    {
        using var user = await running.NewUserAsync();
        foreach (var header in new[] { ("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Site", "none"), ("Origin", running.App.Address.GetLeftPart(UriPartial.Authority)) })
            await user.SendAsync(HttpMethod.Put, "/file/buffer", new StringContent("x"), header, ("X-Data-Type", "text")).HasStatusAsync(HttpStatusCode.OK);
        await user.SendAsync(HttpMethod.Put, "/file/buffer", new StringContent("x"),
            ("Sec-Fetch-Site", "same-origin"), ("Origin", "https://proxied.example"), ("X-Data-Type", "text")).HasStatusAsync(HttpStatusCode.OK);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("localhost", 200)]
    [InlineData("127.0.0.1", 200)]
    [InlineData("192.168.7.7:8000", 200)]
    [InlineData("[::1]:8000", 200)]
    [InlineData("evil.example", 400)]
    [InlineData("localhost.evil.example", 400)]
    [InlineData("127.0.0.1.evil.example", 400)]
    public async Task Only_names_of_this_server_are_answered(string host, int status)
    {
        using var stranger = running.NewVisitor();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/login") { Headers = { Host = host } };
        using var answer = await stranger.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)answer.StatusCode);
        if (status == 400)
            await answer.IsProblemAsync(400, "host_not_allowed");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_machines_own_name_is_answered()
    {
        using var stranger = running.NewVisitor();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/login") { Headers = { Host = Environment.MachineName } };
        using var answer = await stranger.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("X-Forwarded-Proto", "javascript")]
    [InlineData("X-Forwarded-Host", "evil.example")]
    [InlineData("X-Forwarded-Host", "evil.example, localhost")]
    [InlineData("X-Forwarded-For", "not an address")]
    public async Task Forwarded_headers_put_nothing_foreign_into_a_link(string header, string value)
    {
        using var user = await running.NewUserAsync();
        using var answer = await user.SendAsync(HttpMethod.Put, "/file/load/a", new StringContent("x"), (header, value), ("Accept", "text/plain"));
        var body = await answer.TextAsync();
        Assert.DoesNotContain("evil", body.Replace("\"evil.example\"", "", StringComparison.Ordinal));
        Assert.DoesNotContain("javascript:", body);
        Assert.True(answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.BadRequest, body);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("/")]
    [InlineData("/account/login")]
    [InlineData("/nowhere")]
    [InlineData("/file/get")]
    [InlineData("/health")]
    [InlineData("/js/app.js")]
    public async Task Every_answer_has_the_headers_that_protect_it(string path)
    {
        using var stranger = running.NewVisitor();
        using var answer = await stranger.GetAsync(path, ("Accept", "text/html"));
        var policy = answer.Header("Content-Security-Policy");
        Assert.Contains("default-src 'none'", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
        Assert.Equal("same-origin", answer.Header("Referrer-Policy"));
        Assert.Equal("same-origin", answer.Header("Cross-Origin-Resource-Policy"));
        Assert.Equal("", answer.Header("Cross-Origin-Opener-Policy"));
        Assert.Equal("", answer.Header("Server"));
        Assert.Equal("", answer.Header("Set-Cookie"));
        using var overHttps = await stranger.GetAsync(path, ("Accept", "text/html"), ("X-Forwarded-Proto", "https"));
        Assert.Equal("same-origin", overHttps.Header("Cross-Origin-Opener-Policy"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Pages_have_no_inline_script_or_style()
    {
        using var user = await running.NewUserAsync();
        await user.PutTextAsync("x");
        var file = await user.UploadAsync("a", [1]);
        foreach (var path in new[] { "/", "/file/load", "/file/mine", $"/file/link?token={file.Token}", $"/file/delete?token={file.Token}", "/account/profile", "/account/login", "/account/register", "/account/logout", "/nowhere" })
        {
            using var answer = await user.GetAsync(path, ("Accept", "text/html"));
            var page = await answer.TextAsync();
            Assert.DoesNotMatch("<script(?![^>]* src=)", page);
            Assert.DoesNotMatch("<style|\\sstyle=|\\son[a-z]+=\"", page);
            Assert.DoesNotMatch("(src|href)=\"(https?:)?//(?!127)", page.Replace(file.Url, "", StringComparison.Ordinal));
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_compressed_body_is_not_stored_as_it_is()
    {
        using var user = await running.NewUserAsync();
        await user.SendAsync(HttpMethod.Put, "/file/buffer", new StringContent("x"), ("X-Data-Type", "text"), ("Content-Encoding", "gzip")).IsProblemAsync(415, "content_encoding_unsupported");
        await user.SendAsync(HttpMethod.Put, "/file/load/x", new StringContent("x"), ("Content-Encoding", "br")).IsProblemAsync(415, "content_encoding_unsupported");
    }

    [Theory(Timeout = 60_000)]
    [InlineData("GET /%00 HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("POST /file/buffer HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("POST /file/buffer HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n")]
    [InlineData("GET /f/../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("GET /file/get?token=%ff%fe HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nAccept: ;;;,,q=\r\n\r\n")]
    [InlineData("GET /account/login?returnUrl=%00 HTTP/1.1\r\nHost: localhost\r\nCookie: CloudBuffer=rubbish\r\n\r\n")]
    public async Task Rubbish_is_never_500(string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(running.App.Address.Host, running.App.Address.Port, TestContext.Current.CancellationToken);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        var line = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.Matches("^HTTP/1.1 (200|400|401|404) ", line);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_log_has_no_secret()
    {
        await using var app = await new AppProcess(("Logging__LogLevel__Default", "Information"), ("Logging__LogLevel__Microsoft", "Information")).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        await user.PostJsonAsync("/account/login", new { username = user.Name, password = "Wr0ngSecretPassword" });
        var file = await user.UploadAsync("SecretFileName.txt", Encoding.UTF8.GetBytes("SecretContent"));
        foreach (var path in new[] { file.Path, $"/file/get?token={file.Token}", $"/file/link?token={file.Token}", $"/file/qr?token={file.Token}" })
            await user.GetAsync(path).HasStatusAsync(HttpStatusCode.OK);
        await user.PutTextAsync("SecretText");
        await user.GetAsync("/file/buffer").HasStatusAsync(HttpStatusCode.OK);
        await user.SendAsync(HttpMethod.Delete, file.Path, null).HasStatusAsync(HttpStatusCode.NoContent);
        var log = app.Log;
        Assert.Contains("Now listening", log);
        foreach (var secret in new[] { file.Token, Visitor.Password, "Wr0ngSecretPassword", "SecretFileName", "SecretContent", "SecretText", user.Cookie.Split('=')[1], user.Email })
            Assert.DoesNotContain(secret, log);
    }

    [Fact(Timeout = 60_000)]
    public async Task Errors_that_nobody_expected_do_not_happen()
    {
        using var user = await running.NewUserAsync();
        await user.SendAsync(HttpMethod.Put, "/file/load/x", new ByteArrayContent([1]) { Headers = { ContentType = new MediaTypeHeaderValue("x/y") } }).HasStatusAsync(HttpStatusCode.OK);
        var log = running.App.Log;
        int at = log.IndexOf("internal_error", StringComparison.Ordinal);
        Assert.True(at < 0, at < 0 ? "" : log[at..Math.Min(log.Length, at + 3000)]);
    }
}
