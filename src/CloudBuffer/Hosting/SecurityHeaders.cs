namespace CloudBuffer.Hosting;

/// <summary>Security headers of every response. A response with its own value, such as a download, keeps it.</summary>
static class SecurityHeaders
{
    const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self'; connect-src 'self'; "
        + "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    static readonly (string Name, string Value)[] Values =
    [
        ("Content-Security-Policy", PagePolicy),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"), // with no-referrer, forms on plain http send no Origin and are rejected
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        ("Cache-Control", "private, no-store"),
    ];

    public static void UseSecurityHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        // On start, because an error clears earlier headers.
        context.Response.OnStarting(() =>
        {
            foreach (var (name, value) in Values)
                context.Response.Headers.TryAdd(name, value);
            // Browsers ignore these on plain http, one with a warning.
            if (context.Request.IsHttps)
            {
                context.Response.Headers.TryAdd("Cross-Origin-Opener-Policy", "same-origin");
                context.Response.Headers.TryAdd("Strict-Transport-Security", "max-age=31536000");
            }
            return Task.CompletedTask;
        });
        return next(context);
    });
}
