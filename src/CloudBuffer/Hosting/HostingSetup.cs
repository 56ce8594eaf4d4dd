using CloudBuffer.Responses;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Mvc.Razor;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CloudBuffer.Hosting;

static class HostingSetup
{
    public static void AddHosting(this WebApplicationBuilder builder)
    {
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            // A phone that loses the network for a moment is not cut off at once.
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(20));
        });
        // Before Kestrel asks for the default one.
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, LargeBlockMemoryPool.Factory>();

        // It logs addresses, and with them the tokens of links.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);

        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<PublicAddress>();
        builder.Services.AddProblemDetails();
        builder.Services.AddControllersWithViews();
        // Views stand beside their controllers.
        builder.Services.Configure<RazorViewEngineOptions>(razor =>
        {
            razor.ViewLocationFormats.Clear();
            razor.ViewLocationFormats.Add("/Shared/{0}.cshtml");
            razor.ViewLocationExpanders.Add(new FeatureViewLocations());
        });
        // HostCheck does this, and lets LAN addresses through.
        builder.Services.PostConfigure<HostFilteringOptions>(filter => filter.AllowedHosts = ["*"]);
        // From a proxy on this machine only: the framework's default.
        builder.Services.Configure<ForwardedHeadersOptions>(forwarded =>
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost);
    }

    /// <summary>What every request goes through before it reaches a controller.</summary>
    public static void UseHosting(this WebApplication app)
    {
        app.UseForwardedHeaders();
        // Listening everywhere, Kestrel tells IPv4 addresses in the form of IPv6, as nobody knows his own.
        app.Use((context, next) =>
        {
            if (context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped)
                context.Connection.RemoteIpAddress = mapped.MapToIPv4();
            return next(context);
        });
        app.UseSecurityHeaders();
        app.UseErrorPages();
        app.UseMiddleware<HostFilter>();
        app.UseMiddleware<CsrfProtection>();
        app.UseContentEncodingCheck();
        app.UseRouting();
        // What is nowhere needs no sign-in: the rule for all pages would ask for one.
        app.Use((context, next) => context.GetEndpoint() is null ? context.WriteErrorAsync(Errors.NotFound) : next(context));
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRateLimiter();
    }
}
