using System.Globalization;
using System.Text;

namespace CloudBuffer.Tests.Hosting;

/// <summary>
/// Generates raw HTTP/1.1 requests to the routes of the app, most of them invalid in one or more places. The same seed gives the same
/// requests.
/// </summary>
sealed class RequestFuzzer(int seed)
{
    static readonly string[] Texts =
    [
        "", " ", "a", "0", "-1", "1e9", "NaN", "null", "true", "9223372036854775807", "18446744073709551616", "+5", "0x5", "٣", "%00", "%", "%zz",
        "%ff", "%ed%a0%80",
        "a[", "[", "a[]=1", "[0].x", "..", "../../etc/passwd", "..%2f", "/", "//evil.example", "/\\evil.example", "/ä", "/中\u2028", "\\", "'", "\"",
        "' or 1=1--",
        "{{7*7}}", "<script>alert(1)</script>", "<svg/onload=1>", "\u202egpj.exe", "\u3164", "\u2800", "\ufeff", "\ufffd", "😀", "é", "e\u0301",
        "=?utf-8?B?eA==?=",
        "\t", ";", "=", "&", ",", "*", "*/*;q=2", "text/html", "application/json", "text/plain;charset=utf-99", "bytes=0-", "bytes=5-1", "bytes=-0",
        "bytes=0-0,2-3",
        "W/\"x\"", "\"x\"", "Thu, 01 Jan 1970 00:00:00 GMT", "Thu, 99 Foo 9999 99:99:99 GMT", "sha-256=:x:",
        "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:",
        "sha1 x", "sha256 AAAA", "wait=0", "wait=1", "wait=99999999999999999999", "respond-async, wait=1", "filename YQ==",
        "filename !,target YnVmZmVy", "target eA==",
        "text", "file", "buffer", "approve", "allow", "deny", "buffer:read file:write", "urn:ietf:params:oauth:grant-type:device_code", "PATCH",
        "DELETE", "TRACE",
        "same-origin", "cross-site", "null", "http://localhost", "1.0.0", "100-continue", "identity", "gzip", "chunked", "gzip, chunked", "Bearer x",
        "Basic !!!", "Basic OjpA",
        "CloudBuffer=x", "CloudBuffer=x; CloudBuffer=y", "attachment; filename=\"a\\\"b\"", "form-data; name=file; filename*=utf-8''%ff",
        "AAAAAAAAAAAAAAAAAAAAAA",
    ];

    static readonly string[] Fields =
    [
        "username", "password", "password_confirm", "email", "returnUrl", "token", "id", "name", "code", "user_code", "device_code", "grant_type",
        "client_id", "scope",
        "answer", "number", "secret", "claim", "text", "file", "url", "title", "value", "filename", "a[", "[", "",
    ];

    static readonly string[] Headers =
    [
        "Accept", "Accept-Language", "Accept-Encoding", "Authorization", "Cookie", "Content-Disposition", "Content-Encoding", "Content-Language",
        "Content-Type", "Content-Digest",
        "Digest", "Expect", "Host", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range", "If-Unmodified-Since", "Last-Event-ID", "Origin",
        "Prefer", "Range", "Referer",
        "Repr-Digest", "Sec-Fetch-Site", "Sec-Fetch-Mode", "Transfer-Encoding", "Tus-Resumable", "Upload-Checksum", "Upload-Defer-Length",
        "Upload-Length", "Upload-Metadata",
        "Upload-Offset", "User-Agent", "X-Data-Type", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-HTTP-Method-Override",
    ];

    static readonly string[] BodyTypes =
    [
        "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-7", "application/json",
        "application/json; charset=utf-99",
        "multipart/form-data; boundary=x", "multipart/form-data", "application/offset+octet-stream", "text/plain", "application/octet-stream",
        "rubbish",
    ];

    static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "get"];

    readonly Random random = new(seed);

    /// <summary>The bytes of one request that closes the connection.</summary>
    /// <param name="known">Secrets and ids that exist, which some requests contain.</param>
    public byte[] Next(AppRoute route, string credentials, IReadOnlyList<string> known)
    {
        string Text() => Chance(4) ? Pick(known) : Chance(40) ? new string('x', random.Next(20_000)) : Pick(Texts);
        var path = string.Join('/', route.Path.Split('/').Select(segment =>
            segment.StartsWith('{') ? Chance(2) ? Pick(known) : Uri.EscapeDataString(Text()) : segment));
        if (Chance(3))
            path += $"?{Pick(Fields)}={(Chance(2) ? Uri.EscapeDataString(Text()) : Text().Replace(' ', '+'))}";
        var method = Chance(20) ? Pick(Methods) : route.Method == "*" ? "GET" : route.Method;
        var body = Chance(3) ? [] : Body(Text);
        var head = new StringBuilder($"{method} {path} HTTP/1.1\r\n");
        if (!Chance(50))
            head.Append("Host: localhost\r\n");
        head.Append("Connection: close\r\n");
        if (!Chance(4))
            head.Append(CultureInfo.InvariantCulture, $"{credentials}\r\n");
        if (body.Length > 0 && !Chance(8))
            head.Append(CultureInfo.InvariantCulture, $"Content-Type: {Pick(BodyTypes)}\r\n");
        for (int i = random.Next(4); i > 0; i--)
            head.Append(CultureInfo.InvariantCulture, $"{Pick(Headers)}: {Text().Replace('\t', ' ')}\r\n");
        if (body.Length > 0 || Chance(4))
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {(Chance(100) ? random.Next(-1, 5000) : body.Length)}\r\n");
        return [.. Encoding.UTF8.GetBytes(head.Append("\r\n").ToString()), .. body];
    }

    public bool Chance(int oneIn) => random.Next(oneIn) == 0;

    byte[] Body(Func<string> text)
    {
        var bytes = random.Next(5) switch
        {
            0 => Form(text),
            1 => Encoding.UTF8.GetBytes($"{{{string.Join(',', Names().Select(name => $"\"{name}\":{JsonValue(text())}"))}}}"),
            2 => Multipart(text),
            3 => Encoding.UTF8.GetBytes(text()),
            _ => Bytes(),
        };
        if (bytes.Length > 0 && Chance(6))
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes;
    }

    byte[] Form(Func<string> text) =>
        Encoding.UTF8.GetBytes(string.Join('&', Names().Select(name => $"{name}={(Chance(2) ? Uri.EscapeDataString(text()) : text())}")));

    string JsonValue(string text) => random.Next(8) switch
    {
        0 => "\"\\ud800\"",
        1 => "1e999",
        2 => "[[[[]]]]",
        3 => "{\"a\":{}}",
        _ => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"",
    };

    byte[] Multipart(Func<string> text)
    {
        var body = new StringBuilder();
        foreach (var name in Names())
        {
            body.Append(CultureInfo.InvariantCulture, $"--x\r\nContent-Disposition: form-data; name=\"{name}\"");
            if (Chance(2))
                body.Append(CultureInfo.InvariantCulture, $"; filename=\"{text()}\"");
            body.Append(CultureInfo.InvariantCulture, $"\r\n\r\n{text()}\r\n");
        }
        return Encoding.UTF8.GetBytes(body.Append(Chance(5) ? "--x" : "--x--\r\n").ToString());
    }

    byte[] Bytes()
    {
        var bytes = new byte[random.Next(2000)];
        random.NextBytes(bytes);
        return bytes;
    }

    List<string> Names() => Enumerable.Range(0, random.Next(1, 5)).Select(_ => Pick(Fields)).ToList();

    T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
