using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace CloudBuffer.Tests.Hosting;

/// <summary>Attacks that concern every route: host headers, malformed requests, secrets in the log.</summary>
public sealed class SafetyTests(EmbeddedApp fixture)
{
    [Theory(Timeout = 180_000)]
    [InlineData("localhost", 200)]
    [InlineData("127.0.0.1", 200)]
    [InlineData("192.168.7.7:8000", 200)]
    [InlineData("[::1]:8000", 200)]
    [InlineData("1", 400)]
    [InlineData("127.1", 400)]
    [InlineData("0x7f.0.0.1", 400)]
    [InlineData("evil.example", 400)]
    [InlineData("localhost.evil.example", 400)]
    [InlineData("127.0.0.1.evil.example", 400)]
    public async Task Only_allowed_hosts_get_a_response(string host, int status)
    {
        using var anonymous = fixture.NewVisitor();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/login") { Headers = { Host = host } };
        using var response = await anonymous.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)response.StatusCode);
        if (status == 400)
            await response.IsProblemAsync(400, "host_not_allowed");
    }

    [Fact(Timeout = 180_000)]
    public async Task The_machine_name_is_an_allowed_host()
    {
        using var anonymous = fixture.NewVisitor();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/login") { Headers = { Host = Environment.MachineName } };
        using var response = await anonymous.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("X-Forwarded-Proto", "javascript")]
    [InlineData("X-Forwarded-Host", "evil.example")]
    [InlineData("X-Forwarded-Host", "evil.example, localhost")]
    [InlineData("X-Forwarded-For", "not an address")]
    public async Task Forwarded_headers_cannot_put_another_site_into_a_link(string header, string value)
    {
        var user = await fixture.SharedUserAsync();
        using var response = await user.SendAsync(HttpMethod.Put, "/file/load/a", new StringContent("x"), (header, value), ("Accept", "text/plain"));
        var body = await response.TextAsync();
        Assert.DoesNotContain("evil", body.Replace("\"evil.example\"", "", StringComparison.Ordinal));
        Assert.DoesNotContain("javascript:", body);
        Assert.True(response.StatusCode is HttpStatusCode.Created or HttpStatusCode.BadRequest, body);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("/")]
    [InlineData("/account/login")]
    [InlineData("/nowhere")]
    [InlineData("/file/get")]
    [InlineData("/health")]
    [InlineData("/js/app.js")]
    public async Task Every_response_has_security_headers(string path)
    {
        using var anonymous = fixture.NewVisitor();
        using var response = await anonymous.GetAsync(path, ("Accept", "text/html"));
        var policy = response.Header("Content-Security-Policy");
        Assert.Contains("default-src 'none'", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.Equal("nosniff", response.Header("X-Content-Type-Options"));
        Assert.Equal("same-origin", response.Header("Referrer-Policy"));
        Assert.Equal("same-origin", response.Header("Cross-Origin-Resource-Policy"));
        Assert.Equal("", response.Header("Cross-Origin-Opener-Policy"));
        Assert.Equal("", response.Header("Server"));
        Assert.Equal("", response.Header("Set-Cookie"));
        Assert.Equal("", response.Header("Strict-Transport-Security"));
    }

    [Theory(Timeout = 180_000)]
    [InlineData("%20")]
    [InlineData("%09")]
    [InlineData("%C2%A0")]
    public async Task A_blank_segment_of_a_path_is_a_client_error_on_every_route(string segment)
    {
        var user = await fixture.SharedUserAsync();
        foreach (var route in AppRoute.All.Where(route => route.Path.Contains('{')))
        {
            using var response = await user.SendAsync(new HttpMethod(route.Method), Regex.Replace(route.Path, "{[a-z]+}", segment), null);
            Assert.InRange((int)response.StatusCode, 200, 499);
        }
    }

    [Fact(Timeout = 180_000)]
    public async Task Pages_have_no_inline_script_or_style()
    {
        var user = await fixture.SharedUserAsync();
        await user.PutTextAsync("x");
        var file = await user.UploadAsync("a", [1]);
        string[] pages =
        [
            "/", "/file/load", "/file/mine", $"/file/link?token={file.Token}", $"/file/delete?token={file.Token}",
            "/account/profile", "/account/login", "/account/register", "/account/logout", "/nowhere",
        ];
        foreach (var path in pages)
        {
            using var response = await user.GetAsync(path, ("Accept", "text/html"));
            var page = await response.TextAsync();
            Assert.DoesNotMatch("<script(?![^>]* src=)", page);
            Assert.DoesNotMatch("<style|\\sstyle=|\\son[a-z]+=\"", page);
            Assert.DoesNotMatch("(src|href)=\"(https?:)?//(?!127)", page.Replace(file.Url, "", StringComparison.Ordinal));
        }
    }

    [Fact(Timeout = 180_000)]
    public async Task A_compressed_body_gets_415()
    {
        var user = await fixture.SharedUserAsync();
        await user.SendAsync(HttpMethod.Put, "/file/buffer", new StringContent("x"), ("X-Data-Type", "text"), ("Content-Encoding", "gzip"))
            .IsProblemAsync(415, "content_encoding_unsupported");
        await user.SendAsync(HttpMethod.Put, "/file/load/x", new StringContent("x"), ("Content-Encoding", "br"))
            .IsProblemAsync(415, "content_encoding_unsupported");
    }

    [Theory(Timeout = 180_000)]
    [InlineData("GET /%00 HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("POST /file/buffer HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("POST /file/buffer HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n")]
    [InlineData("GET /f/../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("GET /file/get?token=%ff%fe HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nAccept: ;;;,,q=\r\n\r\n")]
    [InlineData("GET /account/login?returnUrl=%00 HTTP/1.1\r\nHost: localhost\r\nCookie: CloudBuffer=rubbish\r\n\r\n")]
    [InlineData("POST /file/buffer HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\n")]
    [InlineData("POST /account/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\n")]
    public async Task A_malformed_request_never_gets_500(string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(fixture.App.Address.Host, fixture.App.Address.Port, TestContext.Current.CancellationToken);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        var line = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.Matches("^HTTP/1.1 (200|400|401|404) ", line);
    }

    [Fact(Timeout = 180_000)]
    public async Task The_log_contains_no_secret()
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
        string[] secrets =
        [
            file.Token, Visitor.Password, "Wr0ngSecretPassword", "SecretFileName", "SecretContent", "SecretText", user.Cookie.Split('=')[1], user.Email,
        ];
        foreach (var secret in secrets)
            Assert.DoesNotContain(secret, log);
    }

    [Fact(Timeout = 180_000)]
    public async Task The_log_contains_no_internal_error()
    {
        var user = await fixture.SharedUserAsync();
        await user.SendAsync(HttpMethod.Put, "/file/load/x", new ByteArrayContent([1]) { Headers = { ContentType = new MediaTypeHeaderValue("x/y") } })
            .HasStatusAsync(HttpStatusCode.OK);
        var log = fixture.App.Log;
        int at = log.IndexOf("internal_error", StringComparison.Ordinal);
        Assert.True(at < 0, at < 0 ? "" : log[at..Math.Min(log.Length, at + 3000)]);
    }
}
