using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace CloudBuffer.Tests;

/// <summary>Somebody with a cookie jar who, like curl, follows no redirect and asks for nothing special.</summary>
public sealed class Visitor : IDisposable
{
    public const string Password = "correct horse battery";
    static int number;

    readonly SocketsHttpHandler handler;

    public Visitor(Uri address)
    {
        handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = true, ConnectCallback = ConnectAsync };
        Http = new HttpClient(handler) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
    }

    /// <summary>Everybody comes from an address of his own, so that nobody uses up what others may try.</summary>
    public IPAddress Address { get; } = new([127, 1, (byte)Random.Shared.Next(256), (byte)Random.Shared.Next(1, 255)]);

    public HttpClient Http { get; }

    public string Name { get; } = $"user{Interlocked.Increment(ref number)}.{Guid.NewGuid().ToString("N")[..8]}";

    public string Email => $"{Name}@example.org";

    public string Cookie => handler.CookieContainer.GetCookieHeader(Http.BaseAddress!);

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async Task RegisterAsync()
    {
        using var answer = await PostJsonAsync("/account/register", new { username = Name, email = Email, password = Password, password_confirm = Password });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    public Task<HttpResponseMessage> PostJsonAsync(string path, object body) => Http.PostAsJsonAsync(path, body, Cancelled);

    public Task<HttpResponseMessage> PostFormAsync(string path, params (string Name, string Value)[] fields) =>
        Http.PostAsync(path, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))), Cancelled);

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    /// <summary>Headers are sent as they are, valid or not; the answer is returned once its own have come.</summary>
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

    /// <summary>Uploads one file and gives back what the JSON says of it.</summary>
    public async Task<UploadedFile> UploadAsync(string name, byte[] bytes)
    {
        using var answer = await SendAsync(HttpMethod.Put, $"/file/load/{Uri.EscapeDataString(name)}", new ByteArrayContent(bytes), ("Accept", "application/json"));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<UploadedFile>(JsonSerializerOptions.Web, Cancelled))!;
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

    /// <summary>Makes a personal token.</summary>
    public async Task<MadeToken> MakeTokenAsync(string scope = "buffer:read buffer:write file:read file:write")
    {
        using var answer = await PostJsonAsync("/token", new { name = "test", scope });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<MadeToken>(JsonSerializerOptions.Web, Cancelled))!;
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

/// <summary>The JSON of an upload.</summary>
public sealed record UploadedFile(string Token, string Url, string Qr, string FileName, string ContentType, long Size, string Sha256, DateTimeOffset ExpiresAt)
{
    public string Path => $"/f/{Token}";
}

/// <summary>The JSON of a token just made.</summary>
public sealed record MadeToken(string Token, string Id, string Name, string Scope, DateTimeOffset ExpiresAt, string Curl)
{
    public (string, string) Header => ("Authorization", $"Bearer {Token}");
}
