using System.Diagnostics;

namespace CloudBuffer.Tests.Hosting;

public class HaProxy() : ReverseProxy("haproxy")
{
    protected override string Configure(string snippet) => snippet.Replace("bind :443", $"bind 127.0.0.1:{Port}", StringComparison.Ordinal);

    protected override ProcessStartInfo Command(string configurationPath) => new("/usr/sbin/haproxy", ["-db", "-f", configurationPath]);
}
