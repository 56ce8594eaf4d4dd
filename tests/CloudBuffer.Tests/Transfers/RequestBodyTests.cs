using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Tests.Transfers;

/// <summary>Only the readers of this app read request bodies: nothing is buffered in memory or in temporary files.</summary>
public sealed class RequestBodyTests(EmbeddedApp fixture)
{
    const int BodyBytes = 1_000_000;
    const int SmallBodyBytes = 32 * 1024;

    static readonly string[] FormTypes = ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json"];

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void Model_binding_reads_no_forms()
    {
        var factories = AppRoute.Services.GetRequiredService<IOptions<MvcOptions>>().Value.ValueProviderFactories;
        Assert.Equal([typeof(RouteValueProviderFactory), typeof(QueryStringValueProviderFactory)], factories.Select(factory => factory.GetType()));
    }

    [Trait("Category", "Slow")]
    [Fact(Timeout = 180_000)]
    public async Task A_form_of_1_MB_on_any_route_costs_neither_memory_nor_temporary_files()
    {
        await using var app = await new AppProcess().StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        await user.GetAsync("/", ("Accept", "text/html")).HasStatusAsync(HttpStatusCode.OK);
        var created = new ConcurrentQueue<string>();
        using var watcher = new FileSystemWatcher(app.Folder) { IncludeSubdirectories = true, EnableRaisingEvents = true };
        watcher.Created += (_, e) => created.Enqueue(e.Name!);
        long before = app.ResidentBytes();

        var connections = new List<TcpClient>();
        var outcomes = new List<string>();
        foreach (var (endpoint, type) in from endpoint in AppRoute.All from type in FormTypes select (endpoint, type))
        {
            var connection = new TcpClient();
            await connection.ConnectAsync(app.Address.Host, app.Address.Port, Cancelled);
            connections.Add(connection);
            outcomes.Add($"{endpoint.Name} {type}: {await SendAllButOneByteAsync(connection, endpoint, type, user.Cookie)}");
        }
        Assert.InRange(app.ResidentBytes() - before, long.MinValue, 150_000_000);
        connections.ForEach(connection => connection.Dispose());
        Assert.DoesNotContain(outcomes, outcome => outcome.Contains(": 5", StringComparison.Ordinal));
        Assert.Contains(outcomes, outcome => outcome.Contains(": 413", StringComparison.Ordinal));
        Assert.DoesNotContain(created, name => name.Contains("ASPNETCORE", StringComparison.Ordinal));
        await user.GetAsync("/health").HasStatusAsync(HttpStatusCode.OK);
    }

    [Trait("Category", "Slow")]
    [Fact(Timeout = 180_000)]
    public async Task What_clients_send_ahead_of_a_response_costs_little_memory()
    {
        const int Clients = 120;
        await using var app = await new AppProcess().StartAsync();
        var users = new List<Visitor>();
        for (int i = 0; i < 3; i++)
        {
            users.Add(new Visitor(app.Address));
            await users[^1].RegisterAsync();
        }
        var (ahead, connections) = (new byte[BodyBytes], new List<TcpClient>());
        long before = app.ResidentBytes();
        for (int i = 0; i < Clients; i++)
        {
            connections.Add(new TcpClient { SendTimeout = 100 });
            await connections[^1].ConnectAsync(app.Address.Host, app.Address.Port, Cancelled);
            var head = $"GET /file/buffer?wait=60 HTTP/1.1\r\nHost: localhost\r\nCookie: {users[i % users.Count].Cookie}\r\n\r\n";
            connections[^1].Client.Send(Encoding.ASCII.GetBytes(head));
        }
        foreach (var connection in connections)
            await TrySendAsync(connection, ahead);
        using var user = new Visitor(app.Address);
        await user.RegisterAsync(); // takes longer than reading what was sent
        Assert.InRange(app.ResidentBytes() - before, 20_000_000, 90_000_000); // 120 MB and more if it read all of it
        connections.ForEach(connection => connection.Dispose());
        users.ForEach(user => user.Dispose());
    }

    [Theory(Timeout = 180_000)]
    [InlineData("/account/login", "application/x-www-form-urlencoded")]
    [InlineData("/account/login", "application/json")]
    [InlineData("/token", "application/json")]
    [InlineData("/file/delete", "application/x-www-form-urlencoded")]
    [InlineData("/device/delete", "application/json")]
    [InlineData("/device/claim", "application/x-www-form-urlencoded")]
    [InlineData("/file/buffer/history/back", "application/x-www-form-urlencoded")]
    public async Task A_form_larger_than_32_KiB_gets_413(string path, string type)
    {
        var user = await fixture.SharedUserAsync();
        var value = new string('v', SmallBodyBytes);
        var field = new StringContent(type == "application/json" ? $$"""{"x":"{{value}}"}""" : $"x={value}", Encoding.UTF8, type);
        await user.SendAsync(HttpMethod.Post, path, field).IsProblemAsync(413, "too_large");
    }

    [Theory(Timeout = 180_000)]
    [InlineData("application/json; charset=utf-99", "{}", 415, "content_type_unsupported")]
    [InlineData("application/json; charset=utf-7", "{}", 415, "content_type_unsupported")]
    [InlineData("application/x-www-form-urlencoded; charset=utf-7", "a=b", 415, "content_type_unsupported")]
    [InlineData("application/x-www-form-urlencoded; charset=utf-16", "a=b", 415, "content_type_unsupported")]
    [InlineData("application/json", """{"username":"\ud800"}""", 400, "json_invalid")]
    [InlineData("application/json", "{\"username\":\"\u00ff\"}", 400, "json_invalid")] // sent as Latin-1
    [InlineData("application/json", """{"username":["a"]}""", 400, "json_invalid")]
    [InlineData("application/json", "null", 400, "json_invalid")]
    [InlineData("application/json", "[", 400, "json_invalid")]
    [InlineData("application/json", "[]", 400, "json_invalid")]
    [InlineData("application/json", """{"username":{}}""", 400, "json_invalid")]
    [InlineData("application/json", """{"username":null}""", 403, "sign_in_failed")]
    [InlineData("application/json", """{"username":"a\u0000b"}""", 400, "bad_request")]
    [InlineData("text/plain", """{"username":"x"}""", 415, "content_type_unsupported")]
    [InlineData("application/x-www-form-urlencoded", "%%%", 403, "sign_in_failed")]
    [InlineData("application/x-www-form-urlencoded", "username=a%00b", 400, "bad_request")]
    [InlineData("application/x-www-form-urlencoded", "a[=1", 403, "sign_in_failed")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=a\r\n\r\n", 400, "bad_request")]
    [InlineData("multipart/form-data", "--x", 400, "bad_request")]
    public async Task A_malformed_form_gets_a_client_error(string type, string body, int status, string code)
    {
        using var anonymous = fixture.NewVisitor();
        var content = new ByteArrayContent(Encoding.Latin1.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        await anonymous.SendAsync(HttpMethod.Post, "/account/login", content, ("Accept", "application/json")).IsProblemAsync(status, code);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("/\u00e4", "/%C3%A4")]
    [InlineData("/\u4e2d?q=\u2028", "/%E4%B8%AD?q=%E2%80%A8")]
    [InlineData("/\ud83d\ude00#\u00fc", "/%F0%9F%98%80#%C3%BC")]
    [InlineData("/a b", "/a%20b")]
    public async Task A_return_address_with_any_characters_is_encoded(string returnUrl, string location)
    {
        using var user = await fixture.NewUserAsync();
        using var response = await user.PostFormAsync("/account/login", ("username", user.Name), ("password", Visitor.Password), ("returnUrl", returnUrl));
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Equal(location, response.Header("Location"));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_form_names_the_file_or_the_device_in_its_body_or_in_the_URL()
    {
        using var user = await fixture.NewUserAsync();
        var (one, two) = (await user.UploadAsync("one", [1]), await user.UploadAsync("two", [2]));
        await user.PostFormAsync("/file/extend", ("token", one.Token)).HasStatusAsync(HttpStatusCode.OK);
        await user.PostJsonAsync("/file/delete", new { token = one.Token }).HasStatusAsync(HttpStatusCode.NoContent);
        await user.PostFormAsync($"/file/delete?token={two.Token}").HasStatusAsync(HttpStatusCode.NoContent);
        await user.PostFormAsync("/file/delete").IsProblemAsync(400, "token_missing");
        await user.PostFormAsync("/device/delete", ("id", "0")).IsProblemAsync(404, "device_not_found");
        await user.PostFormAsync("/token/delete", ("id", "0")).IsProblemAsync(404, "token_not_found");
    }

    static async Task TrySendAsync(TcpClient connection, byte[] bytes)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        wait.CancelAfter(TimeSpan.FromMilliseconds(100));
        try
        {
            await connection.GetStream().WriteAsync(bytes, wait.Token);
        }
        catch (OperationCanceledException) when (!Cancelled.IsCancellationRequested)
        {
            // The server does not read all of it.
        }
    }

    /// <returns>The status of an early response; empty if there is none.</returns>
    static async Task<string> SendAllButOneByteAsync(TcpClient connection, AppRoute endpoint, string type, string cookie)
    {
        var stream = connection.GetStream();
        var start = type.StartsWith("multipart", StringComparison.Ordinal)
            ? "--x\r\nContent-Disposition: form-data; name=f; filename=a\r\n\r\n"
            : type.EndsWith("json", StringComparison.Ordinal) ? "{\"k\":\"" : "k=";
        var head = $"{endpoint.Method} {endpoint.SamplePath} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nAccept: application/json\r\n"
            + $"Tus-Resumable: 1.0.0\r\nContent-Type: {type}\r\nContent-Length: {BodyBytes}\r\n\r\n{start}";
        var response = new byte[12];
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head), Cancelled);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(new string('v', BodyBytes - start.Length - 1)), Cancelled);
            using var wait = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
            wait.CancelAfter(TimeSpan.FromMilliseconds(200));
            await stream.ReadExactlyAsync(response, wait.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // Refused without reading the body, or waiting for its end.
        }
        return Encoding.ASCII.GetString(response.AsSpan(9, 3)).Trim('\0').ToString(CultureInfo.InvariantCulture);
    }
}
