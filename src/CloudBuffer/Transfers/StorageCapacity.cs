using CloudBuffer.Data;
using CloudBuffer.Settings;
using CloudBuffer.Storage;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Transfers;

/// <summary>
/// Storage capacity: the free disk space, <c>MaxBytesPerUser</c> and <c>MaxBytes</c>. It is reserved before the first byte of an
/// upload is written and released once the row is committed or the upload failed. Stored bytes are read from the rows under the
/// same lock, so parallel uploads cannot exceed the limits together. A part of it is reserved for texts: a small item of a buffer can
/// still be stored when files have used the rest. A user has few stored ones, and can reserve few at a time.
/// </summary>
public sealed class StorageCapacity(AppDbContext db, DiskBlobStore blobs, CapacityLedger ledger, IOptions<CloudBufferOptions> options)
{
    const long MaxSmallItemBytes = 1 << 20;
    const long MaxReservedForSmallItems = 8 << 20; // of a user
    const long MaxTextReserveBytes = 64 << 20;
    const int TextReserveDivisor = 100; // 1 %
    const int DefaultUserDivisor = 4; // a quarter of the disk

    /// <param name="isResumable">Whether it may last longer than a request; then no part of the storage is reserved for it.</param>
    /// <returns>Null if the capacity is not sufficient.</returns>
    public async Task<StorageReservation?> ReserveAsync(
        string ownerId, BlobArea area, long bytes, bool isResumable, CancellationToken cancellationToken)
    {
        var reservation = new StorageReservation(ledger, ownerId, area) { MayBeSmallItem = area == BlobArea.Buffers && !isResumable };
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
        using var _ = await ledger.LockAsync(cancellationToken);
        bool isSmallItem = reservation.MayBeSmallItem && reservation.Bytes + bytes <= MaxSmallItemBytes
            && ledger.Read(reservation.OwnerId).OfOwner + bytes <= MaxReservedForSmallItems;
        if (await CountAvailableBytesAsync(reservation.OwnerId, isSmallItem, cancellationToken) < bytes)
            return false;
        reservation.Add(bytes);
        return true;
    }

    async Task<long> CountAvailableBytesAsync(string ownerId, bool isSmallItem, CancellationToken cancellationToken)
    {
        var (reservedByOwner, reserved, unwritten) = ledger.Read(ownerId);
        // The free disk space still includes what is reserved but not written.
        long available = blobs.FreeBytes - unwritten - TextReserve(blobs.DiskBytes, isSmallItem);
        if (!isSmallItem && (options.Value.MaxBytesPerUser ?? blobs.DiskBytes / DefaultUserDivisor) is > 0 and var maxPerUser)
            available = Math.Min(available, maxPerUser - await db.UsedBytesAsync(ownerId, cancellationToken) - reservedByOwner);
        if (options.Value.MaxBytes is > 0 and var max)
            available = Math.Min(available, max - TextReserve(max, isSmallItem) - await db.UsedBytesAsync(null, cancellationToken) - reserved);
        return Math.Max(0, available);
    }

    static long TextReserve(long capacity, bool isSmallItem) => isSmallItem ? 0 : Math.Min(MaxTextReserveBytes, capacity / TextReserveDivisor);
}
