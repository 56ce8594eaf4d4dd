using System.Diagnostics;

namespace CloudBuffer.Tests.Hosting;

public sealed class Caddy() : ReverseProxy("caddy")
{
    string Site => $"https://buffer.example.org:{Port} {{\ntls {Folder}/certificate.pem {Folder}/certificate.key";

    // A certificate authority cannot be reached from the tests.
    protected override string Configure(string snippet) => $$"""
        {
            admin off
            auto_https disable_redirects
            skip_install_trust
        }
        {{snippet.Replace("buffer.example.org {", Site, StringComparison.Ordinal)}}
        """;

    protected override ProcessStartInfo Command(string configurationPath) =>
        new("caddy", ["run", "--adapter", "caddyfile", "--config", configurationPath]);
}
