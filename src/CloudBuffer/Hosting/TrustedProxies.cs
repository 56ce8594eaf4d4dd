using CloudBuffer.Settings;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Hosting;

/// <summary>
/// Takes the address and the scheme of the client from the reverse proxies in <c>CloudBuffer:TrustedProxies</c>. The host of links is
/// never taken from <c>X-Forwarded-Host</c>; <see cref="PublicAddress"/> has it.
/// </summary>
static class TrustedProxies
{
    public static void UseTrustedProxies(this WebApplication app)
    {
        var networks = app.Services.GetRequiredService<IOptions<CloudBufferOptions>>().Value.TrustedNetworks();
        var warnings = app.Services.GetRequiredService<ProxyWarnings>();
        app.Use(UnmapAddress);
        app.Use((context, next) =>
        {
            warnings.Check(context);
            return next(context);
        });
        // Without networks the framework would believe every client.
        if (networks.Count > 0)
            app.UseForwardedHeaders(Options(networks));
        app.Use(UnmapAddress);
        if (networks.Count > 0)
            app.UseRequestLimit();
    }

    static void UseRequestLimit(this WebApplication app)
    {
        var limits = app.Services.GetRequiredService<ConnectionLimits>();
        app.Use((context, next) => limits.RunRequestAsync(context, next));
    }

    static ForwardedHeadersOptions Options(IEnumerable<System.Net.IPNetwork> networks)
    {
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            // Through a chain of trusted proxies; the first address that is not trusted is the client.
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in networks)
            options.KnownIPNetworks.Add(network);
        return options;
    }

    // Kestrel reports IPv4 clients as IPv4-mapped IPv6 when bound to [::]. Logs and rate limits need the real address.
    static Task UnmapAddress(HttpContext context, RequestDelegate next)
    {
        if (context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped)
            context.Connection.RemoteIpAddress = mapped.MapToIPv4();
        return next(context);
    }
}
