using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace CloudBuffer.Uploads;

/// <summary>
/// One writer per resumable upload. A newer request takes over from an older one, whose connection is most likely dead: nobody
/// waits for a line that will never answer. Between two requests it keeps the hash of what has come.
/// </summary>
public sealed class UploadLocks
{
    static readonly TimeSpan ReleaseTimeout = TimeSpan.FromSeconds(5);

    readonly ConcurrentDictionary<string, UploadLock> writers = new();
    readonly ConcurrentDictionary<string, (IncrementalHash Hash, long Bytes)> hashes = new();

    /// <returns>Null when the present writer does not let go.</returns>
    public async Task<UploadLock?> AcquireAsync(string id, CancellationToken cancellationToken)
    {
        var mine = new UploadLock(this, id, cancellationToken);
        var deadline = Task.Delay(ReleaseTimeout, cancellationToken);
        while (writers.GetOrAdd(id, mine) is var holder && holder != mine)
        {
            holder.Stop();
            if (await Task.WhenAny(holder.Released, deadline) == deadline)
            {
                mine.Dispose();
                return null;
            }
        }
        return mine;
    }

    /// <summary>Forgets what is kept of uploads that are no more.</summary>
    public void Forget(string id)
    {
        if (hashes.TryRemove(id, out var kept))
            kept.Hash.Dispose();
    }

    /// <summary>The right to write, until it is disposed or taken over.</summary>
    public sealed class UploadLock : IDisposable
    {
        readonly UploadLocks all;
        readonly string id;
        readonly CancellationTokenSource stop;
        readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal UploadLock(UploadLocks all, string id, CancellationToken cancellationToken)
        {
            this.all = all;
            this.id = id;
            stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        }

        /// <summary>Cancelled when the request ends, or a newer one takes over.</summary>
        public CancellationToken Stopped => stop.Token;

        internal Task Released => released.Task;

        /// <returns>The hash of exactly the first <paramref name="bytes"/>, if it was kept.</returns>
        public IncrementalHash? DetachHash(long bytes)
        {
            if (!all.hashes.TryRemove(id, out var kept))
                return null;
            if (kept.Bytes == bytes)
                return kept.Hash;
            kept.Hash.Dispose();
            return null;
        }

        public void StoreHash(IncrementalHash? hash, long bytes)
        {
            if (hash is not null)
                all.hashes[id] = (hash, bytes);
        }

        internal void Stop()
        {
            try
            {
                stop.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It let go at this very moment.
            }
        }

        public void Dispose()
        {
            all.writers.TryRemove(KeyValuePair.Create(id, this));
            released.TrySetResult();
            stop.Dispose();
        }
    }
}
