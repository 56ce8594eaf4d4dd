using System.Threading.Channels;

namespace CloudBuffer.Live;

/// <summary>One who listens to the changes of a user.</summary>
/// <param name="forget">Called when it is disposed.</param>
public sealed class LiveListener(Action<LiveListener> forget) : IDisposable
{
    /// <summary>Events that wait for a listener at most.</summary>
    public const int Capacity = 32;

    readonly Channel<LiveEvent> waiting = Channel.CreateBounded<LiveEvent>(new BoundedChannelOptions(Capacity) { SingleReader = true });

    /// <summary>It was so slow that something could not be told: whoever it tells has to begin anew.</summary>
    public bool Overflowed { get; private set; }

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

    /// <summary>Takes an event in, and never waits.</summary>
    public void Hear(LiveEvent change) => Overflowed |= !waiting.Writer.TryWrite(change);

    public void Dispose() => forget(this);
}
