using System.Collections.Concurrent;
using System.Net;
using CloudBuffer.Access;
using CloudBuffer.Settings;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Hosting;

/// <summary>
/// Limits the open connections, in total and of a network; one more is closed. The connections of a trusted proxy are those of its
/// clients and count only in total.
/// </summary>
sealed class ConnectionLimits(IOptions<CloudBufferOptions> options)
{
    readonly ConcurrentDictionary<string, int> byNetwork = new();
    readonly IReadOnlyList<IPNetwork> trusted = options.Value.TrustedNetworks();

    public static void Configure(KestrelServerOptions kestrel)
    {
        var limits = kestrel.ApplicationServices.GetRequiredService<ConnectionLimits>();
        kestrel.Limits.MaxConcurrentConnections = limits.Total;
        kestrel.ConfigureEndpointDefaults(listen => listen.Use(next => connection => limits.RunAsync(connection, next)));
    }

    int Total => options.Value.Limits.Connections;

    async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (connection.RemoteEndPoint is not IPEndPoint { Address: var address } || IsTrusted(address))
        {
            await next(connection);
            return;
        }
        var network = address.Network();
        try
        {
            if (byNetwork.AddOrUpdate(network, 1, (_, count) => count + 1) <= options.Value.Limits.ConnectionsPerNetwork)
                await next(connection);
        }
        finally
        {
            if (byNetwork.AddOrUpdate(network, 0, (_, count) => count - 1) == 0)
                byNetwork.TryRemove(KeyValuePair.Create(network, 0));
        }
    }

    bool IsTrusted(IPAddress address) =>
        trusted.Any(network => network.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address));
}
