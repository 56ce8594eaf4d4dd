using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;

namespace CloudBuffer.Uploads;

/// <summary>
/// One lock per resumable upload. A new request takes the lock over from the current one, whose connection is most likely dead.
/// Between two requests the hash of the received bytes is kept here.
/// </summary>
public sealed class UploadLocks
{
    const int MaxHashes = 1000; // without its hash, a blob is read again at the end
    static readonly TimeSpan ReleaseTimeout = TimeSpan.FromSeconds(5);

    readonly ConcurrentDictionary<string, UploadLock> locks = new();
    readonly ConcurrentDictionary<string, (IncrementalHash Hash, long Bytes, long StoredAt)> hashes = new();

    /// <returns>Null if the current holder does not release the lock in time.</returns>
    public async Task<UploadLock?> AcquireAsync(string id, CancellationToken cancellationToken)
    {
        var acquired = new UploadLock(this, id, cancellationToken);
        var deadline = Task.Delay(ReleaseTimeout, cancellationToken);
        while (locks.GetOrAdd(id, acquired) is var holder && holder != acquired)
        {
            holder.Stop();
            if (await Task.WhenAny(holder.Released, deadline) == deadline)
            {
                acquired.Dispose();
                return null;
            }
        }
        return acquired;
    }

    /// <summary>Drops the hash of an upload that was deleted.</summary>
    public void Forget(string id)
    {
        if (hashes.TryRemove(id, out var stored))
            stored.Hash.Dispose();
    }

    internal void Release(string id, UploadLock released) => locks.TryRemove(KeyValuePair.Create(id, released));

    /// <returns>The hash of exactly the first <paramref name="bytes"/>, if it is known. The caller owns it.</returns>
    internal IncrementalHash? DetachHash(string id, long bytes)
    {
        if (!hashes.TryRemove(id, out var stored))
            return null;
        if (stored.Bytes == bytes)
            return stored.Hash;
        stored.Hash.Dispose();
        return null;
    }

    internal void StoreHash(string id, IncrementalHash hash, long bytes)
    {
        hashes[id] = (hash, bytes, Stopwatch.GetTimestamp());
        if (hashes.Count > MaxHashes)
            Forget(hashes.MinBy(stored => stored.Value.StoredAt).Key);
    }
}
