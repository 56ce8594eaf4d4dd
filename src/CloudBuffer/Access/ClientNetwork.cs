using System.Net;
using System.Net.Sockets;

namespace CloudBuffer.Access;

/// <summary>The network of a client: the key of rate limits.</summary>
static class ClientNetwork
{
    /// <summary>An IPv4 address, or the /64 prefix of an IPv6 address, since a client owns all of it. Empty where there is no address.</summary>
    public static string Of(IPAddress? address) => address?.AddressFamily == AddressFamily.InterNetworkV6
        ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
        : address?.ToString() ?? "";
}
