using System.Net.Sockets;

namespace CloudBuffer.Access;

static class ClientNetworkExtensions
{
    /// <summary>
    /// The network of the client, the key of rate limits: an IPv4 address, or the /64 prefix of an IPv6 address, since a client owns all
    /// of it. Empty where there is no address.
    /// </summary>
    public static string ClientNetwork(this HttpContext context) =>
        context.Connection.RemoteIpAddress is { AddressFamily: AddressFamily.InterNetworkV6 } address
        ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
        : context.RemoteAddress();
}
