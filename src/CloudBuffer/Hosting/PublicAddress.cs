using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Net;
using CloudBuffer.Settings;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Hosting;

/// <summary>What links and QR codes begin with, so that they work on another device.</summary>
public sealed class PublicAddress(IOptions<CloudBufferOptions> options)
{
    /// <summary>
    /// <c>CloudBuffer:PublicUrl</c>, else the request's own scheme and host; where that host is a loopback one, this machine's
    /// address on its network instead. Without a trailing slash.
    /// </summary>
    public string Of(HttpRequest request)
    {
        if (options.Value.PublicUrl.Length > 0)
            return options.Value.PublicUrl.TrimEnd('/');
        var host = request.Host;
        if (IsLoopback(host.Host) && LanAddress() is { } address)
            host = host.Port is { } port ? new HostString(address.ToString(), port) : new HostString(address.ToString());
        return $"{request.Scheme}://{host.ToUriComponent()}";
    }

    /// <summary>As <see cref="Of"/>, but a loopback address stays: for what is used on the machine that asks.</summary>
    public string AsRequested(HttpRequest request) =>
        options.Value.PublicUrl.Length > 0 ? options.Value.PublicUrl.TrimEnd('/') : $"{request.Scheme}://{request.Host.ToUriComponent()}";

    /// <summary>This machine's IPv4 address on its network, one with a gateway first; null when it has none.</summary>
    public static IPAddress? LanAddress() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(card => card.OperationalStatus == OperationalStatus.Up && card.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .Select(card => card.GetIPProperties())
        .OrderByDescending(card => card.GatewayAddresses.Count > 0)
        .SelectMany(card => card.UnicastAddresses)
        .Select(unicast => unicast.Address)
        .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address) && !IsLinkLocal(address));

    static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.AsSpan().TrimStart('[').TrimEnd(']'), out var address) && (IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any)));

    static bool IsLinkLocal(IPAddress address) => address.GetAddressBytes() is [169, 254, ..];
}
