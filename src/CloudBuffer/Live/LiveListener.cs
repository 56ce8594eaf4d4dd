using System.Threading.Channels;

namespace CloudBuffer.Live;

/// <summary>One who listens to the changes of a user.</summary>
public sealed class LiveListener : IDisposable
{
    // Whoever is that far behind looks at everything anew: an event says where to look, so the newest are enough.
    const int MostWaiting = 32;

    readonly Action<LiveListener> forget;
    readonly Channel<LiveEvent> waiting = Channel.CreateBounded<LiveEvent>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    internal LiveListener(Action<LiveListener> forget) => this.forget = forget;

    /// <returns>The next event; null when none came in that time.</returns>
    public async Task<LiveEvent?> NextAsync(TimeSpan within, CancellationToken cancellationToken)
    {
        if (waiting.Reader.TryRead(out var ready))
            return ready;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(within);
        try
        {
            return await waiting.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    internal void Hear(LiveEvent change) => waiting.Writer.TryWrite(change);

    public void Dispose() => forget(this);
}
