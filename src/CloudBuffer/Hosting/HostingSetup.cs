using System.Text.Encodings.Web;
using System.Text.Unicode;
using CloudBuffer.Responses;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Razor;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.WebEncoders;

namespace CloudBuffer.Hosting;

static class HostingSetup
{
    /// <summary>The limit of a body that is not streamed (<c>StreamedBody</c>): enough for any form, too little to fill memory.</summary>
    public const int MaxSmallBodyBytes = 32 * 1024;

    public static void AddHosting(this WebApplicationBuilder builder)
    {
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxSmallBodyBytes;
            ConnectionLimits.Configure(kestrel);
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            // A phone may lose the network for a moment.
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(20));
        });
        // A client may send as much ahead of a response that it does not read. More does not make uploads faster.
        builder.WebHost.UseSockets(sockets => sockets.MaxReadBufferSize = 256 * 1024);
        // Before Kestrel registers its default.
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, LargeBlockMemoryPool.Factory>();

        // The framework logs URLs, which contain tokens, and a warning for each of many bad requests: anyone could fill the disk.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Error);
        // It logs an error with a stack for each connection that a client ends in the middle of a request.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Critical);

        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<PublicAddress>();
        builder.Services.AddSingleton<ProxyWarnings>();
        builder.Services.AddSingleton<ConnectionLimits>();
        builder.Services.AddHostedService<MemoryTrimmer>();
        builder.Services.AddSingleton<ReadinessCheck>();
        builder.Services.AddSingleton<ErrorLog>();
        builder.Services.AddProblemDetails();
        // Text in other scripts than Latin stays as it is: as references it would be up to seven times as long.
        builder.Services.Configure<WebEncoderOptions>(encoder => encoder.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        builder.Services.AddControllersWithViews(mvc =>
        {
            mvc.Filters.Add<ParameterFilter>();
            // They would read any form body into memory or temporary files, before the action and on every method.
            mvc.ValueProviderFactories.RemoveType<FormValueProviderFactory>();
            mvc.ValueProviderFactories.RemoveType<FormFileValueProviderFactory>();
            mvc.ValueProviderFactories.RemoveType<JQueryFormValueProviderFactory>();
            mvc.ValueProviderFactories.RemoveType<JQueryQueryStringValueProviderFactory>();
        });
        builder.Services.Configure<RazorViewEngineOptions>(razor =>
        {
            razor.ViewLocationFormats.Clear();
            razor.ViewLocationFormats.Add("/Shared/{0}.cshtml");
            razor.ViewLocationExpanders.Add(new FeatureViewLocations());
        });
        // HostFilter replaces it and accepts LAN addresses.
        builder.Services.PostConfigure<HostFilteringOptions>(filter => filter.AllowedHosts = ["*"]);
    }

    /// <summary>The middleware before the controllers.</summary>
    public static void UseHosting(this WebApplication app)
    {
        app.UsePublicPath();
        app.UseTrustedProxies();
        app.UseSecurityHeaders();
        app.UseErrorPages();
        app.UseMiddleware<HostFilter>();
        app.UseMiddleware<CsrfProtection>();
        app.UseRequestCheck();
        app.UseRouting();
        // Unknown paths are 404 for every client. The fallback policy would respond with 401.
        app.Use((context, next) => context.GetEndpoint() is null ? context.WriteErrorAsync(Errors.NotFound) : next(context));
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRateLimiter();
    }
}
