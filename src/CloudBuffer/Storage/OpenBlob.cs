using Microsoft.Win32.SafeHandles;

namespace CloudBuffer.Storage;

/// <summary>
/// A blob that is open for reading. It can be read completely even if it is deleted meanwhile, unless its storage is needed for something
/// else: then <see cref="Reclaimed"/> is canceled.
/// </summary>
public sealed class OpenBlob : IDisposable
{
    readonly CancellationTokenSource reclaim = new();
    readonly SafeFileHandle? handle;
    readonly ReadOnlyMemory<byte> content;
    readonly Action<OpenBlob>? onClosed;
    int disposed;

    /// <param name="content">All of it, from memory.</param>
    public OpenBlob(ReadOnlyMemory<byte> content, string ownerId) => (this.content, OwnerId, Size) = (content, ownerId, content.Length);

    internal OpenBlob(SafeFileHandle handle, string ownerId, Action<OpenBlob> onClosed)
    {
        (this.handle, OwnerId, this.onClosed) = (handle, ownerId, onClosed);
        Size = RandomAccess.GetLength(handle);
    }

    /// <summary>In bytes.</summary>
    public long Size { get; }

    /// <summary>Canceled when the reader should stop, because the blob is deleted and its storage is needed.</summary>
    public CancellationToken Reclaimed => reclaim.Token;

    internal string OwnerId { get; }

    /// <summary>Reads from the page cache or from memory: recent blobs are there, and the thread pool would cost a third of the throughput.</summary>
    /// <returns>The number of bytes; 0 at the end.</returns>
    public int Read(Span<byte> buffer, long offset)
    {
        if (handle is not null)
            return RandomAccess.Read(handle, buffer, offset);
        int bytes = (int)Math.Clamp(content.Length - offset, 0, buffer.Length);
        content.Span.Slice((int)Math.Min(offset, content.Length), bytes).CopyTo(buffer);
        return bytes;
    }

    /// <summary>The blob as a stream from its beginning. Dispose the blob after it.</summary>
    public Stream AsStream() => handle is null ? new MemoryStream(content.ToArray(), writable: false) : new FileStream(handle, FileAccess.Read, bufferSize: 0);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
            return;
        handle?.Dispose();
        onClosed?.Invoke(this);
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
