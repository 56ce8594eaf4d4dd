using CloudBuffer.Settings;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Hosting;

/// <summary>
/// Serves the app below the path of <c>CloudBuffer:PublicUrl</c>. The proxy may pass the path on or remove it; links always contain it.
/// </summary>
static class PublicPath
{
    public static void UsePublicPath(this WebApplication app)
    {
        var path = app.Services.GetRequiredService<IOptions<CloudBufferOptions>>().Value.PublicPath;
        if (!path.HasValue)
            return;
        app.Use((context, next) =>
        {
            if (context.Request.Path.StartsWithSegments(path, out var rest))
                context.Request.Path = rest.HasValue ? rest : "/";
            context.Request.PathBase = path;
            return next(context);
        });
    }
}
