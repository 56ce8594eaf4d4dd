using CloudBuffer.Storage;

namespace CloudBuffer.Transfers;

/// <summary>Storage capacity reserved for one request; disposing releases it.</summary>
public sealed class StorageReservation : IDisposable
{
    const long GrowthBytes = 16L << 20;

    readonly StorageCapacity capacity;
    readonly CapacityLedger ledger;
    long reserved;
    long received;
    long written;

    internal StorageReservation(StorageCapacity capacity, CapacityLedger ledger, string ownerId)
    {
        this.capacity = capacity;
        this.ledger = ledger;
        OwnerId = ownerId;
    }

    internal string OwnerId { get; }

    /// <summary>Bytes were written to the disk or preallocated.</summary>
    public void MarkWritten(long bytes)
    {
        bytes = Math.Min(bytes, reserved - written);
        written += bytes;
        ledger.MarkWritten(bytes);
    }

    /// <summary>The same stream; reading more than is reserved extends the reservation.</summary>
    /// <exception cref="IOException">When reading: the capacity is exhausted (<see cref="DiskErrors.IsFull"/>).</exception>
    public Stream Meter(Stream body) => new MeteredStream(this, body);

    public void Dispose()
    {
        if (reserved > 0)
            ledger.Release(OwnerId, reserved, reserved - written);
        (reserved, written) = (0, 0);
    }

    internal void Add(long bytes)
    {
        reserved += bytes;
        ledger.Add(OwnerId, bytes);
    }

    async ValueTask ReceiveAsync(int bytes, CancellationToken cancellationToken)
    {
        received += bytes;
        if (received > reserved
            && !await capacity.TryGrowAsync(this, Math.Max(GrowthBytes, received - reserved), cancellationToken)
            && !await capacity.TryGrowAsync(this, received - reserved, cancellationToken))
            throw DiskErrors.StorageFull();
        MarkWritten(bytes);
    }

    sealed class MeteredStream(StorageReservation reservation, Stream inner) : ReadOnlyStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await inner.ReadAsync(buffer, cancellationToken);
            await reservation.ReceiveAsync(read, cancellationToken);
            return read;
        }
    }
}
