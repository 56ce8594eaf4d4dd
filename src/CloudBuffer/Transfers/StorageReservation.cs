using CloudBuffer.Storage;

namespace CloudBuffer.Transfers;

/// <summary>Storage capacity reserved for an upload; disposing releases it.</summary>
public sealed class StorageReservation : IDisposable
{
    const long GrowthBytes = 16L << 20;

    readonly CapacityLedger ledger;
    long received;
    long written;

    internal StorageReservation(CapacityLedger ledger, string ownerId, BlobArea area)
    {
        this.ledger = ledger;
        OwnerId = ownerId;
        Area = area;
    }

    /// <summary>All reserved bytes, written or not.</summary>
    public long Bytes { get; private set; }

    internal string OwnerId { get; }

    internal BlobArea Area { get; }

    /// <summary>Whether the part of the storage that is reserved for texts is open to it.</summary>
    internal bool MayBeSmallItem { get; init; }

    /// <summary>Bytes were written to the disk or preallocated.</summary>
    public void MarkWritten(long bytes)
    {
        bytes = Math.Min(bytes, Bytes - written);
        written += bytes;
        ledger.MarkWritten(bytes);
    }

    /// <summary>The same stream; reading more than is reserved extends the reservation.</summary>
    /// <exception cref="IOException">When reading: the capacity is exhausted (<see cref="DiskErrors.IsFull"/>).</exception>
    public Stream Meter(Stream body, StorageCapacity capacity) => new MeteredStream(this, body, capacity);

    /// <summary>Releases what was written, since a row counts it now, and keeps the rest.</summary>
    /// <param name="remaining">The bytes that are still to be written.</param>
    public void Settle(long remaining)
    {
        remaining = Math.Min(remaining, Bytes);
        ledger.Release(OwnerId, Bytes - remaining, Bytes - written - remaining);
        (Bytes, received, written) = (remaining, 0, 0);
    }

    /// <summary>Moves the reservation to a new object; this one is empty then.</summary>
    public StorageReservation Detach()
    {
        var detached = new StorageReservation(ledger, OwnerId, Area) { Bytes = Bytes, received = received, written = written };
        (Bytes, received, written) = (0, 0, 0);
        return detached;
    }

    public void Dispose()
    {
        if (Bytes > 0)
            ledger.Release(OwnerId, Bytes, Bytes - written);
        (Bytes, written) = (0, 0);
    }

    internal void Add(long bytes)
    {
        Bytes += bytes;
        ledger.Add(OwnerId, bytes);
    }

    async ValueTask ReceiveAsync(StorageCapacity capacity, int bytes, CancellationToken cancellationToken)
    {
        received += bytes;
        if (received > Bytes
            && !await capacity.TryGrowAsync(this, Math.Max(GrowthBytes, received - Bytes), cancellationToken)
            && !await capacity.TryGrowAsync(this, received - Bytes, cancellationToken))
            throw DiskErrors.StorageFull();
        MarkWritten(bytes);
    }

    sealed class MeteredStream(StorageReservation reservation, Stream inner, StorageCapacity capacity) : ReadOnlyStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await inner.ReadAsync(buffer, cancellationToken);
            await reservation.ReceiveAsync(capacity, read, cancellationToken);
            return read;
        }
    }
}
