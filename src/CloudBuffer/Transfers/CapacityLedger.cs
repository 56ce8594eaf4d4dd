namespace CloudBuffer.Transfers;

/// <summary>
/// Bytes that running uploads have reserved, in this process. <see cref="LockAsync"/> serializes checks that lead to a reservation. A
/// release does not wait for it: a blocked thread could be the one that the owner of the lock needs to continue.
/// </summary>
public sealed class CapacityLedger : IDisposable
{
    readonly SemaphoreSlim gate = new(1, 1);
    readonly Lock counters = new();
    readonly Dictionary<string, long> reservedByOwner = [];
    long reserved;
    long unwritten;

    /// <summary>Waits for exclusive access; disposing the result ends it.</summary>
    public async Task<IDisposable> LockAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        return new Unlock(gate);
    }

    /// <summary>
    /// Reserved bytes of an owner and of all; and those of all that are not yet missing from the free space of the disk. Read them before
    /// the stored bytes: a reservation is released after its row is committed, so it may be counted twice, but never missed.
    /// </summary>
    public (long OfOwner, long OfAll, long Unwritten) Read(string ownerId)
    {
        lock (counters)
            return (reservedByOwner.GetValueOrDefault(ownerId), reserved, unwritten);
    }

    /// <summary>Adds to the reservation of an owner.</summary>
    public void Add(string ownerId, long bytes) => Change(ownerId, bytes, bytes);

    /// <summary>Reserved bytes have arrived and are being written to the disk.</summary>
    public void MarkWritten(long bytes)
    {
        lock (counters)
            unwritten -= bytes;
    }

    /// <summary>Ends a reservation.</summary>
    /// <param name="bytes">All bytes of the reservation.</param>
    /// <param name="unwrittenBytes">Those of them that were not written.</param>
    public void Release(string ownerId, long bytes, long unwrittenBytes) => Change(ownerId, -bytes, -unwrittenBytes);

    public void Dispose() => gate.Dispose();

    void Change(string ownerId, long bytes, long unwrittenBytes)
    {
        lock (counters)
        {
            reserved += bytes;
            unwritten += unwrittenBytes;
            if (reservedByOwner.GetValueOrDefault(ownerId) + bytes is > 0 and var others)
                reservedByOwner[ownerId] = others;
            else
                reservedByOwner.Remove(ownerId);
        }
    }

    sealed class Unlock(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
