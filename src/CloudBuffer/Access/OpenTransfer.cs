namespace CloudBuffer.Access;

/// <summary>
/// A running download or upload. It is aborted when the client makes no progress for a time, or earlier if another one needs its place;
/// until then it may pause.
/// </summary>
public sealed class OpenTransfer : IDisposable
{
    readonly TimeProvider time;
    readonly TimeSpan stallTimeout;
    readonly Action<OpenTransfer> onClosed;
    readonly CancellationTokenSource stop;
    long waitingSince; // 0: the server works

    /// <param name="keys">The limits that count it.</param>
    internal OpenTransfer(
        IReadOnlyList<string> keys, TimeSpan stallTimeout, TimeProvider time, Action<OpenTransfer> onClosed, CancellationToken aborted)
    {
        (this.time, this.stallTimeout, this.onClosed, Keys) = (time, stallTimeout, onClosed, keys);
        stop = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        Wait();
    }

    /// <summary>Canceled when the client has disconnected or is stalled.</summary>
    public CancellationToken Stopped => stop.Token;

    /// <summary>The time that the server has waited for the client; zero while it does not.</summary>
    public TimeSpan IdleTime => Volatile.Read(ref waitingSince) is var since and not 0 ? time.GetElapsedTime(since) : TimeSpan.Zero;

    internal IReadOnlyList<string> Keys { get; }

    /// <summary>The server begins to wait for the client, or the client made progress.</summary>
    public void Wait()
    {
        Volatile.Write(ref waitingSince, time.GetTimestamp());
        stop.CancelAfter(stallTimeout);
    }

    /// <summary>The client waits for the server.</summary>
    public void Work() => Volatile.Write(ref waitingSince, 0);

    public void Dispose()
    {
        onClosed(this);
        stop.Dispose();
    }

    internal void Abort() => stop.Cancel();
}
