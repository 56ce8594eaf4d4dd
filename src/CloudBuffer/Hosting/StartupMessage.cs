using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace CloudBuffer.Hosting;

/// <summary>Prints the URLs to open on this computer and on a phone, once the server listens.</summary>
static class StartupMessage
{
    public static void PrintUrlsWhenStarted(this WebApplication app) => app.Lifetime.ApplicationStarted.Register(() =>
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        foreach (var address in addresses.Select(BindingAddress.Parse))
        {
            Console.WriteLine($"CloudBuffer is ready. Open {address.Scheme}://localhost:{address.Port} on this computer");
            if (PublicAddress.IsOnAllInterfaces(address) && PublicAddress.LanAddress() is { } lan)
                Console.WriteLine($"Open {address.Scheme}://{lan}:{address.Port} on a phone on the same network");
        }
        bool listensOnHttps = addresses.Any(address => address.StartsWith("https:", StringComparison.OrdinalIgnoreCase));
        app.Services.GetRequiredService<ProxyWarnings>().CheckSettings(listensOnHttps);
    });
}
