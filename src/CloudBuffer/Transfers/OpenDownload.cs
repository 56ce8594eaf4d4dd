using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace CloudBuffer.Transfers;

/// <summary>A download in progress. It is aborted when the client accepts no byte for five minutes; until then it may pause.</summary>
public sealed class OpenDownload : IDisposable
{
    readonly TimeProvider time;
    readonly TimeSpan stallTimeout;
    readonly Action<OpenDownload> onClosed;
    readonly CancellationTokenSource stop;
    long lastProgress;

    internal OpenDownload(
        HttpContext context, TimeProvider time, TimeSpan stallTimeout, Action<OpenDownload> onClosed, string networkKey, string? linkKey)
    {
        (this.time, this.stallTimeout, this.onClosed, NetworkKey, LinkKey) = (time, stallTimeout, onClosed, networkKey, linkKey);
        stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        lastProgress = time.GetTimestamp();
        // The server's own minimum rate would drop a phone that sleeps for a minute.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate && HttpProtocol.IsHttp11(context.Request.Protocol))
            rate.MinDataRate = null;
        stop.CancelAfter(stallTimeout);
    }

    /// <summary>Canceled when the client has disconnected or is stalled.</summary>
    public CancellationToken Stopped => stop.Token;

    /// <summary>The time since the client accepted the last bytes.</summary>
    public TimeSpan IdleTime => time.GetElapsedTime(Volatile.Read(ref lastProgress));

    internal string NetworkKey { get; }

    internal string? LinkKey { get; }

    internal IEnumerable<string> Keys => LinkKey is null ? [NetworkKey] : [NetworkKey, LinkKey];

    /// <summary>The client accepted bytes.</summary>
    public void Progress()
    {
        Volatile.Write(ref lastProgress, time.GetTimestamp());
        stop.CancelAfter(stallTimeout);
    }

    public void Dispose()
    {
        onClosed(this);
        stop.Dispose();
    }

    internal void Abort() => stop.Cancel();
}
