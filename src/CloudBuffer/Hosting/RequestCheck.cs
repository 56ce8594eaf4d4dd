using CloudBuffer.Access;
using CloudBuffer.Responses;
using Microsoft.Extensions.Primitives;

namespace CloudBuffer.Hosting;

/// <summary>
/// Rejects other transfer codings than chunked, which a proxy could read differently (request smuggling), compressed bodies, which would
/// be stored compressed, and two session cookies, one of which another site of the same domain may have set.
/// </summary>
static class RequestCheck
{
    public static void UseRequestCheck(this WebApplication app) => app.Use((context, next) =>
        FindError(context.Request) is { } error ? context.WriteErrorAsync(error) : next(context));

    static Error? FindError(HttpRequest request)
    {
        if (!IsEmptyOr(request.Headers.ContentEncoding, "identity"))
            return Errors.ContentEncodingUnsupported;
        if (!IsEmptyOr(request.Headers.TransferEncoding, "chunked"))
            return Errors.BadRequest;
        return SessionCookie.Names.Any(name => Count(request.Headers.Cookie, name) > 1) ? Errors.CookieDuplicate : null;
    }

    static int Count(StringValues cookies, string name) => cookies
        .SelectMany(header => (header ?? "").Split(';', StringSplitOptions.TrimEntries))
        .Count(cookie => cookie.StartsWith(name, StringComparison.Ordinal) && cookie.AsSpan(name.Length).TrimStart().StartsWith("="));

    static bool IsEmptyOr(StringValues header, string value) =>
        StringValues.IsNullOrEmpty(header) || string.Equals(header.ToString(), value, StringComparison.OrdinalIgnoreCase);
}
