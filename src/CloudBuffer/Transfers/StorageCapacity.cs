using CloudBuffer.Data;
using CloudBuffer.Settings;
using CloudBuffer.Storage;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Transfers;

/// <summary>
/// Storage capacity: the free disk space, <c>MaxBytesPerUser</c> and <c>MaxBytes</c>. It is reserved before the first byte of an
/// upload is written and released once the row is committed or the upload failed. Stored bytes are read from the rows under the
/// same lock, so parallel uploads cannot exceed the limits together. A part of it is reserved for texts: a small item of a buffer can
/// still be stored when files have used the rest; each user has few of them.
/// </summary>
public sealed class StorageCapacity(AppDbContext db, DiskBlobStore blobs, CapacityLedger ledger, IOptions<CloudBufferOptions> options)
{
    const long MaxSmallItemBytes = 1 << 20;
    const long MaxTextReserveBytes = 64 << 20;
    const int TextReserveDivisor = 100; // 1 %
    const int DefaultUserDivisor = 4; // a quarter of the disk

    /// <returns>Null if the capacity is not sufficient.</returns>
    public async Task<StorageReservation?> ReserveAsync(string ownerId, BlobArea area, long bytes, CancellationToken cancellationToken)
    {
        var reservation = new StorageReservation(ledger, ownerId, area);
        if (await TryGrowAsync(reservation, bytes, cancellationToken))
            return reservation;
        reservation.Dispose();
        return null;
    }

    /// <summary>Bytes of files that this user can still store.</summary>
    public async Task<long> GetAvailableBytesAsync(string ownerId, CancellationToken cancellationToken)
    {
        using var _ = await ledger.LockAsync(cancellationToken);
        return await CountAvailableBytesAsync(ownerId, isSmallItem: false, cancellationToken);
    }

    /// <summary>Adds to a reservation.</summary>
    /// <returns>False if the capacity is not sufficient; nothing is added.</returns>
    public async Task<bool> TryGrowAsync(StorageReservation reservation, long bytes, CancellationToken cancellationToken)
    {
        if (bytes <= 0)
            return true;
        bool isSmallItem = reservation.Area == BlobArea.Buffers && reservation.Bytes + bytes <= MaxSmallItemBytes;
        using var _ = await ledger.LockAsync(cancellationToken);
        if (await CountAvailableBytesAsync(reservation.OwnerId, isSmallItem, cancellationToken) < bytes)
            return false;
        reservation.Add(bytes);
        return true;
    }

    async Task<long> CountAvailableBytesAsync(string ownerId, bool isSmallItem, CancellationToken cancellationToken)
    {
        // The free disk space still includes what is reserved but not written.
        long available = blobs.FreeBytes - ledger.Unwritten - TextReserve(blobs.DiskBytes, isSmallItem);
        if (!isSmallItem && (options.Value.MaxBytesPerUser ?? blobs.DiskBytes / DefaultUserDivisor) is > 0 and var maxPerUser)
            available = Math.Min(available, maxPerUser - await db.UsedBytesAsync(ownerId, cancellationToken) - ledger.ReservedBy(ownerId));
        if (options.Value.MaxBytes is > 0 and var max)
            available = Math.Min(available, max - TextReserve(max, isSmallItem) - await db.UsedBytesAsync(null, cancellationToken) - ledger.Reserved);
        return Math.Max(0, available);
    }

    static long TextReserve(long capacity, bool isSmallItem) => isSmallItem ? 0 : Math.Min(MaxTextReserveBytes, capacity / TextReserveDivisor);
}
