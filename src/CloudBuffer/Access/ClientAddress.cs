using System.Net;
using System.Net.Sockets;

namespace CloudBuffer.Access;

/// <summary>The IP address of the client, for display and for rate limits.</summary>
static class ClientAddress
{
    /// <summary>As text; empty where the connection has none.</summary>
    public static string RemoteAddress(this HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "";

    /// <summary>The rate-limit key of an address: an IPv4 address, or the /64 prefix of an IPv6 address, since a client owns all of it.</summary>
    public static string NetworkOf(IPAddress? address) => address?.AddressFamily == AddressFamily.InterNetworkV6
        ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
        : address?.ToString() ?? "";
}
