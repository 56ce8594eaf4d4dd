using System.Collections.Concurrent;
using System.Net;
using CloudBuffer.Settings;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Hosting;

/// <summary>
/// Finds signs of a reverse proxy that is not configured as <c>docs/deployment.md</c> says. Each is logged at most once an hour, and
/// is part of <c>/health/ready</c> for an hour.
/// </summary>
sealed partial class ProxyWarnings(IOptions<CloudBufferOptions> options, TimeProvider time, ILogger<ProxyWarnings> log)
{
    const string HeadersMissing = "Requests of a trusted proxy lack X-Forwarded-For or X-Forwarded-Proto: the proxy must set both.";
    const string ProxyNotTrusted =
        "Requests have X-Forwarded headers, but come from an address that CloudBuffer:TrustedProxies does not contain; they are ignored.";
    const string HostDiffers =
        "Requests have a Host other than the one of CloudBuffer:PublicUrl: the proxy must pass on Host, or the clients use another address.";
    const string NoProxyTrusted =
        "CloudBuffer:PublicUrl is https, but CloudBuffer:TrustedProxies is empty: behind a proxy, all clients share its address and its limits.";

    static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    static readonly string[] Forwarded = ["X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host"];

    readonly IReadOnlyList<IPNetwork> trusted = options.Value.TrustedNetworks();
    readonly Uri? publicUrl = Uri.TryCreate(options.Value.PublicUrl, UriKind.Absolute, out var url) ? url : null;
    readonly ConcurrentDictionary<string, DateTimeOffset> warnings = new();

    /// <summary>Those of the last hour; empty if there are none.</summary>
    public IReadOnlyList<string> Current => [.. warnings.Where(warning => IsCurrent(warning.Value)).Select(warning => warning.Key).Order()];

    /// <summary>Whether a proxy says that the request is of another client.</summary>
    public static bool IsForwarded(HttpRequest request) => Forwarded.Any(request.Headers.ContainsKey);

    /// <summary>Checks the settings alone.</summary>
    /// <param name="listensOnHttps">Whether the server has TLS of its own, and needs no proxy.</param>
    public void CheckSettings(bool listensOnHttps)
    {
        if (options.Value.IsPublicOverHttps && trusted.Count == 0 && !listensOnHttps)
            Log.Warning(log, NoProxyTrusted);
    }

    /// <summary>Checks a request whose forwarded headers are not applied yet.</summary>
    public void Check(HttpContext context)
    {
        // Health checks are sent by programs beside the server, without the proxy.
        if (context.Request.Path.StartsWithSegments("/health"))
            return;
        var headers = context.Request.Headers;
        if (context.Connection.RemoteIpAddress is { } address && trusted.Any(network => network.Contains(address)))
        {
            if (!headers.ContainsKey("X-Forwarded-For") || !headers.ContainsKey("X-Forwarded-Proto"))
                Add(HeadersMissing);
        }
        else if (IsForwarded(context.Request))
        {
            Add(ProxyNotTrusted);
        }
        if (publicUrl is not null && !IsPublicHost(context.Request.Host))
            Add(HostDiffers);
    }

    bool IsPublicHost(HostString host) =>
        string.Equals(host.Host, publicUrl!.Host, StringComparison.OrdinalIgnoreCase) && (host.Port is not { } port || port == publicUrl.Port);

    void Add(string warning)
    {
        if (warnings.TryGetValue(warning, out var seen) && IsCurrent(seen))
            return;
        warnings[warning] = time.GetUtcNow();
        Log.Warning(log, warning);
    }

    bool IsCurrent(DateTimeOffset seen) => time.GetUtcNow() - seen < Lifetime;

    static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Warning}")]
        public static partial void Warning(ILogger logger, string warning);
    }
}
