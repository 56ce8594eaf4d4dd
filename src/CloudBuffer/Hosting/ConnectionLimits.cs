using System.Collections.Concurrent;
using System.Net;
using CloudBuffer.Access;
using CloudBuffer.Responses;
using CloudBuffer.Settings;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Hosting;

/// <summary>
/// Limits the open connections, in total and of a network; one more is closed. The connections of a trusted proxy count only in total;
/// instead, the running requests of each client network behind it are limited.
/// </summary>
sealed class ConnectionLimits(IOptions<CloudBufferOptions> options)
{
    const string OriginalClientHeader = "X-Original-For"; // set by the forwarded headers middleware

    readonly ConcurrentDictionary<string, int> byNetwork = new();
    readonly IReadOnlyList<IPNetwork> trusted = options.Value.TrustedNetworks();

    int Total => options.Value.Limits.Connections;

    public static void Configure(KestrelServerOptions kestrel)
    {
        var limits = kestrel.ApplicationServices.GetRequiredService<ConnectionLimits>();
        kestrel.Limits.MaxConcurrentConnections = limits.Total;
        kestrel.ConfigureEndpointDefaults(listen => listen.Use(next => connection =>
            connection.RemoteEndPoint is IPEndPoint { Address: var address } && !limits.IsTrusted(address)
                ? limits.RunAsync(address.Network(), () => next(connection), refuse: () => Task.CompletedTask)
                : next(connection)));
    }

    /// <summary>Limits the requests through trusted proxies, after the forwarded headers have been applied.</summary>
    public Task RunRequestAsync(HttpContext context, RequestDelegate next) =>
        context.Request.Headers.ContainsKey(OriginalClientHeader)
            ? RunAsync(context.ClientNetwork(), () => next(context), refuse: () => context.WriteErrorAsync(Errors.TooManyRequests))
            : next(context);

    async Task RunAsync(string network, Func<Task> run, Func<Task> refuse)
    {
        try
        {
            bool isAllowed = byNetwork.AddOrUpdate(network, 1, (_, count) => count + 1) <= options.Value.Limits.ConnectionsPerNetwork;
            await (isAllowed ? run() : refuse());
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
