using System.Net;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Hosting.Server;

namespace CloudBuffer.Hosting;

/// <summary>Says, once the server listens, which addresses to open on this machine and on the phone.</summary>
static class StartupMessage
{
    public static void PrintAddressesWhenStarted(this WebApplication app) => app.Lifetime.ApplicationStarted.Register(() =>
    {
        foreach (var listening in app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
        {
            var address = BindingAddress.Parse(listening);
            Console.WriteLine($"CloudBuffer is ready. On this machine open {address.Scheme}://localhost:{address.Port}");
            if (IsEverywhere(address.Host) && PublicAddress.LanAddress() is { } lan)
                Console.WriteLine($"On a phone in the same network open {address.Scheme}://{lan}:{address.Port}");
        }
    });

    static bool IsEverywhere(string host) =>
        !IPAddress.TryParse(host.Trim('[', ']'), out var address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
