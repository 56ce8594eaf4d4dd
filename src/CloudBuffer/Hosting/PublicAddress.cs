using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using CloudBuffer.Settings;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Hosting;

/// <summary>The base URL of links and QR codes, so that they work on other devices.</summary>
public sealed class PublicAddress(IOptions<CloudBufferOptions> options, IServer server)
{
    static readonly TimeSpan LanAddressLifetime = TimeSpan.FromSeconds(10);
    static volatile LanAddressFound? lan;

    /// <summary>
    /// <c>CloudBuffer:PublicUrl</c>, else the scheme and host of the request. A loopback host is replaced by this machine's LAN address if
    /// the server listens on it: not behind a tunnel or a proxy, and not in a container, whose address is not reachable from outside.
    /// Without a trailing slash.
    /// </summary>
    public string For(HttpRequest request)
    {
        if (options.Value.PublicUrl.Length > 0)
            return options.Value.PublicUrl.TrimEnd('/');
        var host = request.Host;
        if (IsLoopback(host.Host) && LanAddress() is { } address && ListensOn(address, host.Port ?? (request.IsHttps ? 443 : 80)))
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
    public static IPAddress? LanAddress()
    {
        // Every page and link asks for it, and the search takes a millisecond.
        if (lan is not { } known || Stopwatch.GetElapsedTime(known.FoundAt) > LanAddressLifetime)
            lan = known = new LanAddressFound(FindLanAddress(), Stopwatch.GetTimestamp());
        return known.Address;
    }

    static IPAddress? FindLanAddress() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(card => card.OperationalStatus == OperationalStatus.Up && card.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .Select(card => card.GetIPProperties())
        .OrderByDescending(card => card.GatewayAddresses.Count > 0)
        .SelectMany(card => card.UnicastAddresses)
        .Select(unicast => unicast.Address)
        .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address) && !IsLinkLocal(address));

    /// <summary>Whether a listening address, such as <c>http://*:8000</c>, includes all interfaces.</summary>
    public static bool IsOnAllInterfaces(BindingAddress listening) => !TryParseHost(listening.Host, out var address)
        ? !listening.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        : address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    bool ListensOn(IPAddress address, int port)
    {
        if (Environment.GetEnvironmentVariable("DOTNET_RUNNING_IN_CONTAINER") == "true")
            return false;
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        return addresses.Select(BindingAddress.Parse).Any(listening => listening.Port == port
            && (IsOnAllInterfaces(listening) || (TryParseHost(listening.Host, out var host) && host.Equals(address))));
    }

    static bool TryParseHost(string host, out IPAddress address) => IPAddress.TryParse(host.AsSpan().TrimStart('[').TrimEnd(']'), out address!);

    static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (TryParseHost(host, out var address) && (IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any)));

    static bool IsLinkLocal(IPAddress address) => address.GetAddressBytes() is [169, 254, ..];

    sealed record LanAddressFound(IPAddress? Address, long FoundAt);
}
