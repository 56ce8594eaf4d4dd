using System.Security.Cryptography;

namespace CloudBuffer.Uploads;

/// <summary>The exclusive right to write an upload, until it is disposed or another request takes it over.</summary>
public sealed class UploadLock : IDisposable
{
    readonly UploadLocks locks;
    readonly string id;
    readonly CancellationTokenSource stop;
    readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal UploadLock(UploadLocks locks, string id, CancellationToken cancellationToken)
    {
        this.locks = locks;
        this.id = id;
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    /// <summary>Canceled when the request ends or another one takes the lock over.</summary>
    public CancellationToken Stopped => stop.Token;

    internal Task Released => released.Task;

    /// <returns>The hash of exactly the first <paramref name="bytes"/>, if it is known. The caller owns it.</returns>
    public IncrementalHash? DetachHash(long bytes) => locks.DetachHash(id, bytes);

    /// <param name="hash">Null if it is unknown.</param>
    public void StoreHash(IncrementalHash? hash, long bytes)
    {
        if (hash is not null)
            locks.StoreHash(id, hash, bytes);
    }

    public void Dispose()
    {
        locks.Release(id, this);
        released.TrySetResult();
        stop.Dispose();
    }

    internal void Stop()
    {
        try
        {
            stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It was released concurrently.
        }
    }
}
