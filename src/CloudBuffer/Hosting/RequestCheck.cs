using CloudBuffer.Responses;
using Microsoft.Extensions.Primitives;

namespace CloudBuffer.Hosting;

/// <summary>
/// Rejects other transfer codings than chunked, which a proxy could read differently (request smuggling), and compressed bodies, which
/// would be stored compressed.
/// </summary>
static class RequestCheck
{
    public static void UseRequestCheck(this WebApplication app) => app.Use((context, next) =>
        FindError(context.Request) is { } error ? context.WriteErrorAsync(error) : next(context));

    static Error? FindError(HttpRequest request)
    {
        if (!IsEmptyOr(request.Headers.ContentEncoding, "identity"))
            return Errors.ContentEncodingUnsupported;
        return !IsEmptyOr(request.Headers.TransferEncoding, "chunked") ? Errors.BadRequest : null;
    }

    static bool IsEmptyOr(StringValues header, string value) =>
        StringValues.IsNullOrEmpty(header) || string.Equals(header.ToString(), value, StringComparison.OrdinalIgnoreCase);
}
