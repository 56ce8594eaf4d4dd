using CloudBuffer.Data;
using CloudBuffer.Settings;
using CloudBuffer.Storage;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Transfers;

/// <summary>
/// Room for bytes that are on their way: taken before the first one is written, given back when its row stands or it failed. What
/// is stored is counted from the rows under the same lock, so uploads at the same time cannot overdraw it together.
/// </summary>
public sealed class StorageCapacity(DiskBlobStore blobs, IOptions<CloudBufferOptions> options) : IDisposable
{
    readonly SemaphoreSlim gate = new(1, 1);
    readonly Dictionary<string, long> reservedByOwner = [];
    long reserved;
    long unwritten;

    /// <returns>Null when there is not so much room.</returns>
    public async Task<StorageReservation?> ReserveAsync(AppDbContext db, string ownerId, long bytes, CancellationToken cancellationToken)
    {
        var reservation = new StorageReservation(this, db, ownerId);
        if (await TryGrowAsync(reservation, bytes, cancellationToken))
            return reservation;
        reservation.Dispose();
        return null;
    }

    /// <summary>Bytes that this user may still bring.</summary>
    public async Task<long> GetAvailableBytesAsync(AppDbContext db, string ownerId, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            return await CountAvailableBytesAsync(db, ownerId, cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    internal async Task<bool> TryGrowAsync(StorageReservation reservation, long bytes, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (await CountAvailableBytesAsync(reservation.Db, reservation.OwnerId, cancellationToken) < bytes)
                return false;
            Add(reservation, bytes);
            return true;
        }
        finally
        {
            gate.Release();
        }
    }

    internal void Written(long bytes) => Interlocked.Add(ref unwritten, -bytes);

    internal void GiveBack(StorageReservation reservation)
    {
        gate.Wait();
        try
        {
            Written(reservation.Bytes - reservation.WrittenBytes);
            reserved -= reservation.Bytes;
            if (reservedByOwner.GetValueOrDefault(reservation.OwnerId) - reservation.Bytes is > 0 and var others)
                reservedByOwner[reservation.OwnerId] = others;
            else
                reservedByOwner.Remove(reservation.OwnerId);
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    void Add(StorageReservation reservation, long bytes)
    {
        reservation.Bytes += bytes;
        reservedByOwner[reservation.OwnerId] = reservedByOwner.GetValueOrDefault(reservation.OwnerId) + bytes;
        reserved += bytes;
        Interlocked.Add(ref unwritten, bytes);
    }

    async Task<long> CountAvailableBytesAsync(AppDbContext db, string ownerId, CancellationToken cancellationToken)
    {
        // What others have reserved and not written is not missing on the disk yet.
        long left = blobs.FreeBytes - Interlocked.Read(ref unwritten);
        if (options.Value.MaxBytesPerUser is > 0 and var perUser)
            left = Math.Min(left, perUser - await db.UsedBytesAsync(ownerId, cancellationToken) - reservedByOwner.GetValueOrDefault(ownerId));
        if (options.Value.MaxBytes is > 0 and var inAll)
            left = Math.Min(left, inAll - await db.UsedBytesAsync(null, cancellationToken) - reserved);
        return Math.Max(0, left);
    }
}
