using Microsoft.Win32.SafeHandles;

namespace CloudBuffer.Storage;

/// <summary>
/// A blob that is open for reading. It can be read completely even if it is deleted meanwhile, unless its storage is needed for something
/// else: then <see cref="Reclaimed"/> is canceled.
/// </summary>
public sealed class OpenBlob : IDisposable
{
    readonly CancellationTokenSource reclaim = new();
    readonly Action<OpenBlob> onClosed;
    int disposed;

    internal OpenBlob(SafeFileHandle handle, string ownerId, Action<OpenBlob> onClosed)
    {
        (Handle, OwnerId, this.onClosed) = (handle, ownerId, onClosed);
        Size = RandomAccess.GetLength(handle);
    }

    public SafeFileHandle Handle { get; }

    /// <summary>In bytes.</summary>
    public long Size { get; }

    /// <summary>Canceled when the reader should stop, because the blob is deleted and its storage is needed.</summary>
    public CancellationToken Reclaimed => reclaim.Token;

    internal string OwnerId { get; }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
            return;
        Handle.Dispose();
        onClosed(this);
        reclaim.Dispose();
    }

    internal void Reclaim()
    {
        try
        {
            reclaim.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It was closed concurrently.
        }
    }
}
