using System.Threading.Channels;

namespace CloudBuffer.Live;

/// <summary>A subscription to the live events of one user.</summary>
/// <param name="onDispose">Called when it is disposed.</param>
public sealed class LiveListener(Action<LiveListener> onDispose) : IDisposable
{
    /// <summary>The maximum number of queued events.</summary>
    public const int Capacity = 32;

    readonly Channel<LiveEvent> queue = Channel.CreateBounded<LiveEvent>(new BoundedChannelOptions(Capacity) { SingleReader = true });

    /// <summary>The reader was so slow that an event was dropped. It must load everything again.</summary>
    public bool Overflowed { get; private set; }

    /// <returns>The next event; null on timeout.</returns>
    public async Task<LiveEvent?> NextAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (queue.Reader.TryRead(out var ready))
            return ready;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            return await queue.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Queues an event without waiting. If the queue is full, <see cref="Overflowed"/> is set.</summary>
    public void TryEnqueue(LiveEvent change) => Overflowed |= !queue.Writer.TryWrite(change);

    public void Dispose() => onDispose(this);
}
