namespace CloudBuffer.Hosting;

/// <summary>Headers on every answer. An answer that sets its own, as a download does, keeps it.</summary>
static class SecurityHeaders
{
    const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self'; connect-src 'self'; manifest-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    static readonly (string Name, string Value)[] Values =
    [
        ("Content-Security-Policy", PagePolicy),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"), // with no-referrer a form on plain http has no Origin, and is refused
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        ("Cache-Control", "private, no-store"),
    ];

    public static void UseSecurityHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        // At the last moment, because an error clears what was set before it.
        context.Response.OnStarting(() =>
        {
            foreach (var (name, value) in Values)
                context.Response.Headers.TryAdd(name, value);
            // On plain http browsers ignore it, and complain.
            if (context.Request.IsHttps)
                context.Response.Headers.TryAdd("Cross-Origin-Opener-Policy", "same-origin");
            return Task.CompletedTask;
        });
        return next(context);
    });
}
