using CloudBuffer.Data;
using CloudBuffer.Live;
using Microsoft.Net.Http.Headers;

namespace CloudBuffer.Buffers;

/// <summary>
/// Holds a request back until something new lies in the buffer. While it waits it keeps neither a thread nor a connection to
/// the database.
/// </summary>
public sealed class BufferLongPoll(LiveEvents live, IServiceScopeFactory scopes, IHostApplicationLifetime lifetime, TimeProvider time)
{
    // An event can be lost on its way from another process.
    static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(10);

    /// <summary>Waits for content whose version the client does not have; at most so long, and not while the server stops.</summary>
    /// <param name="known">The versions that the client has.</param>
    /// <returns>False when the user has too many requests waiting.</returns>
    public async Task<bool> WaitForChangeAsync(string ownerId, IList<EntityTagHeaderValue> known, TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var listener = live.Listen(ownerId);
        if (listener is null)
            return false;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        var begun = time.GetTimestamp();
        try
        {
            while (!IsNews(await LookAsync(ownerId, stop.Token), known) && atMost - time.GetElapsedTime(begun) is { Ticks: > 0 } left)
                await listener.NextAsync(left < PollInterval ? left : PollInterval, stop.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The server stops: the answer is what it would have been without waiting.
        }
        return true;
    }

    async Task<BufferEntry?> LookAsync(string ownerId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<BufferStore>().FindAsync(ownerId, cancellationToken);
    }

    static bool IsNews(BufferEntry? entry, IList<EntityTagHeaderValue> known) =>
        entry is not null && !known.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Tag == $"\"{entry.BlobId}\"");
}
