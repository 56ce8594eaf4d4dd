using System.Net;
using System.Net.Sockets;
using CloudBuffer.Responses;
using CloudBuffer.Settings;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Hosting;

/// <summary>
/// Accepts only the host names of this server, which prevents DNS rebinding. IP addresses always pass, so a phone on the LAN needs no
/// setting.
/// </summary>
sealed class HostFilter(RequestDelegate next, IOptions<CloudBufferOptions> options, IConfiguration configuration)
{
    readonly string[] allowed = [.. Names(options.Value, configuration["AllowedHosts"] ?? "")];

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Scheme.ToLowerInvariant() is not ("http" or "https"))
            return context.WriteErrorAsync(Errors.BadRequest);
        return IsAllowed(context.Request.Host.Host) ? next(context) : context.WriteErrorAsync(Errors.HostNotAllowed);
    }

    bool IsAllowed(string host) =>
        IsAddress(host)
        || allowed.Contains("*")
        || allowed.Contains(host, StringComparer.OrdinalIgnoreCase);

    // Not in another notation, such as 1 for 0.0.0.1.
    static bool IsAddress(string host) => IPAddress.TryParse(host.AsSpan().TrimStart('[').TrimEnd(']'), out var address)
        && (address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == host);

    static IEnumerable<string> Names(CloudBufferOptions options, string allowedHosts)
    {
        yield return "localhost";
        yield return Environment.MachineName;
        yield return Environment.MachineName + ".local"; // the mDNS name on a LAN
        if (Uri.TryCreate(options.PublicUrl, UriKind.Absolute, out var url))
            yield return url.Host;
        foreach (var host in allowedHosts.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            yield return host;
    }
}
