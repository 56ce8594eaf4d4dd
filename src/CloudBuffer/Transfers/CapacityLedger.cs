namespace CloudBuffer.Transfers;

/// <summary>Bytes that running uploads have reserved, in this process. Access is serialized by <see cref="LockAsync"/>.</summary>
public sealed class CapacityLedger : IDisposable
{
    readonly SemaphoreSlim gate = new(1, 1);
    readonly Dictionary<string, long> reservedByOwner = [];
    long unwritten;

    /// <summary>Reserved bytes of all owners.</summary>
    public long Reserved { get; private set; }

    /// <summary>Reserved bytes that are not yet missing from the free space of the disk.</summary>
    public long Unwritten => Interlocked.Read(ref unwritten);

    /// <summary>Waits for exclusive access; disposing the result ends it.</summary>
    public async Task<IDisposable> LockAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        return new Unlock(gate);
    }

    public long ReservedBy(string ownerId) => reservedByOwner.GetValueOrDefault(ownerId);

    /// <summary>Adds to the reservation of an owner. Call under the lock.</summary>
    public void Add(string ownerId, long bytes)
    {
        reservedByOwner[ownerId] = ReservedBy(ownerId) + bytes;
        Reserved += bytes;
        Interlocked.Add(ref unwritten, bytes);
    }

    /// <summary>Reserved bytes were written to the disk or preallocated.</summary>
    public void MarkWritten(long bytes) => Interlocked.Add(ref unwritten, -bytes);

    /// <summary>Ends a reservation.</summary>
    /// <param name="bytes">All bytes of the reservation.</param>
    /// <param name="unwrittenBytes">Those of them that were not written.</param>
    public void Release(string ownerId, long bytes, long unwrittenBytes)
    {
        gate.Wait();
        try
        {
            MarkWritten(unwrittenBytes);
            Reserved -= bytes;
            if (ReservedBy(ownerId) - bytes is > 0 and var others)
                reservedByOwner[ownerId] = others;
            else
                reservedByOwner.Remove(ownerId);
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    sealed class Unlock(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
