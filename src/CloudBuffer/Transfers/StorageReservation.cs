using CloudBuffer.Storage;

namespace CloudBuffer.Transfers;

/// <summary>
/// Storage capacity reserved for an upload; disposing releases it. It grows in steps as bytes arrive: what a client announces and does
/// not send is not taken from others.
/// </summary>
public sealed class StorageReservation : IDisposable
{
    readonly CapacityLedger ledger;
    long announced;
    long received;

    internal StorageReservation(CapacityLedger ledger, string ownerId, BlobArea area)
    {
        this.ledger = ledger;
        OwnerId = ownerId;
        Area = area;
    }

    /// <summary>All reserved bytes, received or not.</summary>
    public long Bytes { get; private set; }

    internal string OwnerId { get; }

    internal BlobArea Area { get; }

    /// <summary>Whether the part of the storage that is reserved for texts is open to it.</summary>
    internal bool MayBeSmallItem { get; init; }

    /// <summary>The same stream; reading more than is reserved extends the reservation.</summary>
    /// <exception cref="IOException">When reading: the capacity is exhausted (<see cref="DiskErrors.IsFull"/>).</exception>
    public Stream Meter(Stream body, StorageCapacity capacity) => new MeteredStream(this, body, capacity);

    /// <summary>Releases what was received, since a row counts it now, and keeps the rest.</summary>
    /// <param name="remaining">The bytes that are still to be received.</param>
    public void Settle(long remaining)
    {
        remaining = Math.Min(remaining, Bytes - received);
        ledger.Release(OwnerId, Bytes - remaining, Bytes - received - remaining);
        (Bytes, announced, received) = (remaining, 0, 0);
    }

    /// <summary>Moves the reservation to a new object; this one is empty then.</summary>
    public StorageReservation Detach()
    {
        var detached = new StorageReservation(ledger, OwnerId, Area) { Bytes = Bytes, announced = announced, received = received };
        (Bytes, announced, received) = (0, 0, 0);
        return detached;
    }

    public void Dispose()
    {
        if (Bytes > 0)
            ledger.Release(OwnerId, Bytes, Bytes - received);
        (Bytes, announced, received) = (0, 0, 0);
    }

    internal void Start(long announcedBytes)
    {
        announced = announcedBytes;
        Add(FirstStep(announced));
    }

    /// <summary>The bytes that <see cref="Start"/> reserves.</summary>
    internal long FirstStep(long announcedBytes) => Math.Max(0, Math.Min(announcedBytes, GrowthSteps.MinBytes) - Bytes);

    internal void Add(long bytes)
    {
        Bytes += bytes;
        ledger.Add(OwnerId, bytes);
    }

    async ValueTask ReceiveAsync(StorageCapacity capacity, int bytes, CancellationToken cancellationToken)
    {
        long missing = received + bytes - Bytes;
        if (missing > 0
            && !await capacity.TryGrowAsync(this, Math.Max(missing, NextStep()), cancellationToken)
            && !await capacity.TryGrowAsync(this, missing, cancellationToken))
            throw DiskErrors.StorageFull();
        received += bytes;
        ledger.MarkWritten(bytes);
    }

    // No more than was announced.
    long NextStep() => announced > Bytes ? Math.Min(GrowthSteps.Next(received), announced - Bytes) : GrowthSteps.Next(received);

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
