using CloudBuffer.Data;
using CloudBuffer.Storage;

namespace CloudBuffer.Transfers;

/// <summary>Room taken for one upload; disposing gives it back.</summary>
public sealed class StorageReservation : IDisposable
{
    const long StepBytes = 16L << 20;

    readonly StorageCapacity room;

    internal StorageReservation(StorageCapacity room, AppDbContext db, string ownerId)
    {
        this.room = room;
        Db = db;
        OwnerId = ownerId;
    }

    internal AppDbContext Db { get; }

    internal string OwnerId { get; }

    internal long Bytes { get; set; }

    internal long WrittenBytes { get; private set; }

    /// <summary>The disk has taken the bytes, or set their place aside.</summary>
    public void MarkWritten(long bytes)
    {
        bytes = Math.Min(bytes, Bytes - WrittenBytes);
        WrittenBytes += bytes;
        room.Written(bytes);
    }

    /// <summary>The same stream, for which more room is taken whenever more comes than was announced.</summary>
    /// <exception cref="IOException">No room (<see cref="DiskErrors.IsFull"/>), when reading.</exception>
    public Stream Meter(Stream body) => new MeteredStream(this, body);

    public void Dispose()
    {
        if (Bytes > 0)
            room.GiveBack(this);
        (Bytes, WrittenBytes) = (0, 0);
    }

    sealed class MeteredStream(StorageReservation reservation, Stream inner) : ReadOnlyStream
    {
        long passed;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await inner.ReadAsync(buffer, cancellationToken);
            passed += read;
            if (passed > reservation.Bytes && !await reservation.room.TryGrowAsync(reservation, Math.Max(StepBytes, read), cancellationToken)
                && !await reservation.room.TryGrowAsync(reservation, passed - reservation.Bytes, cancellationToken))
                throw DiskErrors.StorageFull();
            reservation.MarkWritten(read);
            return read;
        }
    }
}
