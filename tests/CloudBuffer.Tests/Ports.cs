using System.Net;
using System.Net.Sockets;

namespace CloudBuffer.Tests;

static class Ports
{
    /// <summary>A TCP port that is free now, for programs that cannot choose one themselves.</summary>
    public static int Free()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
