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
        return HasDuplicate(request.Headers.Cookie) ? Errors.CookieDuplicate : null;
    }

    // The framework ignores the case of names, which browsers do not: a name in another case is not from this server.
    static bool HasDuplicate(StringValues cookies)
    {
        var names = cookies.SelectMany(header => (header ?? "").Split(';')).Select(cookie => cookie.Split('=', 2)[0].Trim())
            .Where(name => SessionCookie.Names.Contains(name, StringComparer.OrdinalIgnoreCase)).ToList();
        return names.Distinct().Count() < names.Count || names.Any(name => !SessionCookie.Names.Contains(name));
    }

    static bool IsEmptyOr(StringValues header, string value) =>
        StringValues.IsNullOrEmpty(header) || string.Equals(header.ToString(), value, StringComparison.OrdinalIgnoreCase);
}
