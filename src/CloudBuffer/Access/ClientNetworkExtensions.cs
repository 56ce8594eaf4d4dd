using System.Net;
using System.Net.Sockets;

namespace CloudBuffer.Access;

static class ClientNetworkExtensions
{
    /// <summary>The <see cref="Network"/> of the client; empty where there is no address.</summary>
    public static string ClientNetwork(this HttpContext context) => context.Connection.RemoteIpAddress?.Network() ?? "";

    /// <summary>
    /// The network of an address, the key of rate limits: an IPv4 address, or the /64 prefix of an IPv6 address, since a client owns all
    /// of it.
    /// </summary>
    public static string Network(this IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }
}
