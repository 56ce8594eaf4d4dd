using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace CloudBuffer.Tests;

/// <summary>An HTTP client with a cookie jar and a source address of its own that, like curl, follows no redirect.</summary>
public sealed class Visitor : IDisposable
{
    public const string Password = "correct horse battery";
    static int number;

    readonly SocketsHttpHandler handler;

    /// <param name="client">The source address; null for a random one.</param>
    public Visitor(Uri address, IPAddress? client = null)
    {
        Address = client ?? new IPAddress([127, 1, (byte)Random.Shared.Next(256), (byte)Random.Shared.Next(1, 255)]);
        handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = true, ConnectCallback = ConnectAsync };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=buffer.example.org"; // self-signed
        Http = new HttpClient(handler) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
    }

    /// <summary>Each visitor has a separate address, so that the rate limits of one do not affect another.</summary>
    public IPAddress Address { get; }

    public HttpClient Http { get; }

    public string Name { get; } = $"user{Interlocked.Increment(ref number)}.{Guid.NewGuid().ToString("N")[..8]}";

    public string Email => $"{Name}@example.org";

    public string Cookie => handler.CookieContainer.GetCookieHeader(Http.BaseAddress!);

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async Task RegisterAsync()
    {
        using var response = await PostJsonAsync("/account/register", new { username = Name, email = Email, password = Password, password_confirm = Password });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    public Task<HttpResponseMessage> PostJsonAsync(string path, object body) => Http.PostAsJsonAsync(path, body, Cancelled);

    public Task<HttpResponseMessage> PostFormAsync(string path, params (string Name, string Value)[] fields) =>
        Http.PostAsync(path, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))), Cancelled);

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    /// <summary>Headers are sent as they are, valid or not; the response is returned as soon as its headers have arrived.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path) { Content = body };
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content ??= new ByteArrayContent([]);
                request.Content.Headers.Remove(name);
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }
        return Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
    }

    public Task<HttpResponseMessage> PutTextAsync(string text) =>
        SendAsync(HttpMethod.Post, "/file/buffer", new StringContent(text), ("X-Data-Type", "text"));

    public Task<HttpResponseMessage> PutFileAsync(string name, byte[] bytes) =>
        SendAsync(HttpMethod.Put, $"/file/buffer/{Uri.EscapeDataString(name)}", new ByteArrayContent(bytes), ("X-Data-Type", "file"));

    /// <summary>Uploads one file and returns the JSON of the response.</summary>
    public async Task<UploadedFile> UploadAsync(string name, byte[] bytes)
    {
        using var response = await SendAsync(
            HttpMethod.Put, $"/file/load/{Uri.EscapeDataString(name)}", new ByteArrayContent(bytes), ("Accept", "application/json"));
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<UploadedFile>(JsonSerializerOptions.Web, Cancelled))!;
    }

    public Task<HttpResponseMessage> UploadFormAsync(string accept, params (string Field, string? FileName, byte[] Bytes)[] parts) =>
        SendAsync(HttpMethod.Post, "/file/load", Form(parts), ("Accept", accept));

    public static MultipartFormDataContent Form(params (string Field, string? FileName, byte[] Bytes)[] parts)
    {
        var form = new MultipartFormDataContent();
        foreach (var (field, fileName, bytes) in parts)
        {
            var part = new ByteArrayContent(bytes);
            part.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = $"\"{field}\"" };
            if (fileName is not null)
                part.Headers.ContentDisposition.FileName = $"\"{fileName}\"";
            form.Add(part);
        }
        return form;
    }

    /// <summary>Creates an access token.</summary>
    public async Task<CreatedToken> CreateTokenAsync(string scope = "buffer:read buffer:write file:read file:write")
    {
        using var response = await PostJsonAsync("/token", new { name = "test", scope });
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<CreatedToken>(JsonSerializerOptions.Web, Cancelled))!;
    }

    async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(Address, 0));
            await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Http.Dispose();
        handler.Dispose();
    }
}
