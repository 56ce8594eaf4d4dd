using CloudBuffer.Data;
using CloudBuffer.Live;
using Microsoft.Net.Http.Headers;

namespace CloudBuffer.Buffers;

/// <summary>Waits for a new version of a buffer. A waiting request holds neither a thread nor a database connection.</summary>
public sealed class BufferLongPoll(LiveEvents live, IServiceScopeFactory scopes, IHostApplicationLifetime lifetime, TimeProvider time)
{
    // An event from another process may be lost.
    static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(10);

    /// <summary>Waits for a version that the client does not have, until the timeout or the shutdown of the server.</summary>
    /// <param name="known">The versions that the client has.</param>
    /// <param name="network">The network of the client.</param>
    /// <returns>False if the user or the network has too many waiting requests.</returns>
    public async Task<bool> WaitForChangeAsync(
        string ownerId, string network, IList<EntityTagHeaderValue> known, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var listener = live.Listen(ownerId, network);
        if (listener is null)
            return false;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        var startedAt = time.GetTimestamp();
        var versions = known.Select(tag => tag.Tag.ToString()).ToHashSet();
        try
        {
            while (!IsNew(await FindAsync(ownerId, stop.Token), versions) && timeout - time.GetElapsedTime(startedAt) is { Ticks: > 0 } remaining)
                await listener.NextAsync(remaining < PollInterval ? remaining : PollInterval, stop.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // On shutdown the response is the same as without waiting.
        }
        return true;
    }

    async Task<BufferEntry?> FindAsync(string ownerId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<BufferReader>().FindAsync(ownerId, cancellationToken);
    }

    static bool IsNew(BufferEntry? entry, HashSet<string> known) =>
        entry is not null && !known.Contains(EntityTagHeaderValue.Any.Tag.ToString()) && !known.Contains($"\"{entry.Version}\"");
}
