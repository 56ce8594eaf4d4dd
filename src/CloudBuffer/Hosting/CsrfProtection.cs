using CloudBuffer.Responses;
using CloudBuffer.Settings;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Hosting;

/// <summary>
/// CSRF protection by <c>Sec-Fetch-Site</c> and <c>Origin</c>: another site can make a browser send a request with its cookies, but
/// cannot forge these headers. Other programs send neither header and pass.
/// </summary>
sealed class CsrfProtection(RequestDelegate next, IOptions<CloudBufferOptions> options)
{
    readonly string? publicOrigin =
        Uri.TryCreate(options.Value.PublicUrl, UriKind.Absolute, out var url) ? url.GetLeftPart(UriPartial.Authority) : null;

    public Task InvokeAsync(HttpContext context) =>
        IsSafe(context.Request) || IsAllowed(context.Request) ? next(context) : context.WriteErrorAsync(Errors.CrossSite);

    static bool IsSafe(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method);

    // Browsers send Sec-Fetch-Site only to https and localhost. On plain http Origin must suffice.
    bool IsAllowed(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"] is { Count: > 0 } site)
            return site.ToString() is "same-origin" or "none";
        if (request.Headers.Origin is not { Count: > 0 } origin)
            return true;
        return Equals(origin.ToString(), $"{request.Scheme}://{request.Host}")
            || (publicOrigin is not null && Equals(origin.ToString(), publicOrigin));
    }

    static bool Equals(string origin, string other) => string.Equals(origin, other, StringComparison.OrdinalIgnoreCase);
}
