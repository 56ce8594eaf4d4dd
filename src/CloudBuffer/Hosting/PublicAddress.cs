using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using CloudBuffer.Settings;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Hosting;

/// <summary>The base URL of links and QR codes, so that they work on other devices.</summary>
public sealed class PublicAddress(IOptions<CloudBufferOptions> options)
{
    /// <summary>
    /// <c>CloudBuffer:PublicUrl</c>, else the scheme and host of the request. A loopback host is replaced by this machine's LAN address.
    /// Without a trailing slash.
    /// </summary>
    public string For(HttpRequest request)
    {
        if (options.Value.PublicUrl.Length > 0)
            return options.Value.PublicUrl.TrimEnd('/');
        var host = request.Host;
        if (IsLoopback(host.Host) && LanAddress() is { } address)
            host = host.Port is { } port ? new HostString(address.ToString(), port) : new HostString(address.ToString());
        return $"{request.Scheme}://{host.ToUriComponent()}";
    }

    /// <summary>Like <see cref="For"/>, but keeps a loopback host: for commands to be run on the same machine.</summary>
    public string AsRequested(HttpRequest request) =>
        options.Value.PublicUrl.Length > 0 ? options.Value.PublicUrl.TrimEnd('/') : $"{request.Scheme}://{request.Host.ToUriComponent()}";

    /// <summary>
    /// The address at which to sign in instead of the one of the request; null if that one will do. Browsers do not keep the session cookie
    /// of an https <c>PublicUrl</c> over plain http, except from a loopback host. Behind a proxy that does not report the scheme, the host
    /// must suffice.
    /// </summary>
    public string? RequiredFor(HttpRequest request) =>
        options.Value.IsPublicOverHttps && !request.IsHttps && !IsLoopback(request.Host.Host)
        && !string.Equals(request.Host.Host, new Uri(options.Value.PublicUrl).Host, StringComparison.OrdinalIgnoreCase)
        ? options.Value.PublicUrl
        : null;

    /// <summary>The IPv4 address of this machine on its LAN, preferring an interface with a gateway; null if there is none.</summary>
    public static IPAddress? LanAddress() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(card => card.OperationalStatus == OperationalStatus.Up && card.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .Select(card => card.GetIPProperties())
        .OrderByDescending(card => card.GatewayAddresses.Count > 0)
        .SelectMany(card => card.UnicastAddresses)
        .Select(unicast => unicast.Address)
        .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address) && !IsLinkLocal(address));

    static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.AsSpan().TrimStart('[').TrimEnd(']'), out var address)
            && (IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any)));

    static bool IsLinkLocal(IPAddress address) => address.GetAddressBytes() is [169, 254, ..];
}
