using CloudBuffer.Data;
using CloudBuffer.Settings;
using CloudBuffer.Storage;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Transfers;

/// <summary>
/// Storage capacity: the free disk space, <c>MaxBytesPerUser</c> and <c>MaxBytes</c>. It is reserved before the bytes of an upload are
/// written, in steps as they arrive, and released once the row is committed or the upload failed. Stored bytes are read from the rows
/// under the same lock, so parallel uploads cannot exceed the limits together. A part of it is reserved for texts: a small item of a
/// buffer can still be stored when files have used the rest. A user has few stored ones, and can reserve few at a time.
/// </summary>
public sealed class StorageCapacity(AppDbContext db, DiskBlobStore blobs, CapacityLedger ledger, IOptions<CloudBufferOptions> options)
{
    const long MaxSmallItemBytes = 1 << 20;
    const long MaxUnstoredForSmallItems = 8 << 20; // of a user: reserved, or deleted and still being read
    const long MaxTextReserveBytes = 64 << 20;
    const int TextReserveDivisor = 100; // 1 %
    const int DefaultUserDivisor = 4; // a quarter of the disk, or of MaxBytes

    /// <param name="announced">Bytes of the upload; null if unknown.</param>
    /// <param name="isResumable">Whether it may last longer than a request; then the part for texts is closed to it.</param>
    /// <returns>Null if the capacity is not sufficient.</returns>
    public async Task<StorageReservation?> ReserveAsync(
        string ownerId, BlobArea area, long? announced, bool isResumable, CancellationToken cancellationToken)
    {
        bool mayBeSmallItem = area == BlobArea.Buffers && !isResumable && announced is null or <= MaxSmallItemBytes;
        var reservation = new StorageReservation(ledger, ownerId, area) { MayBeSmallItem = mayBeSmallItem };
        if (await TryStartAsync(reservation, announced ?? 0, cancellationToken))
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

    /// <summary>Reserves the first step of a body.</summary>
    /// <param name="announced">Bytes of the body; 0 if unknown.</param>
    /// <returns>False if all of them do not fit; nothing is reserved then.</returns>
    public async Task<bool> TryStartAsync(StorageReservation reservation, long announced, CancellationToken cancellationToken)
    {
        if (announced <= 0)
            return true;
        using var _ = await ledger.LockAsync(cancellationToken);
        if (!await FitsAsync(reservation, announced - reservation.Bytes, cancellationToken))
            return false;
        reservation.Start(announced);
        return true;
    }

    /// <summary>Adds to a reservation.</summary>
    /// <returns>False if the capacity is not sufficient; nothing is added.</returns>
    public async Task<bool> TryGrowAsync(StorageReservation reservation, long bytes, CancellationToken cancellationToken)
    {
        if (bytes <= 0)
            return true;
        using var _ = await ledger.LockAsync(cancellationToken);
        if (!await FitsAsync(reservation, bytes, cancellationToken))
            return false;
        reservation.Add(bytes);
        return true;
    }

    // Deleted blobs give way: first those of the owner, then those of all.
    async Task<bool> FitsAsync(StorageReservation reservation, long growth, CancellationToken cancellationToken)
    {
        if (await CountAvailableBytesAsync(reservation, growth, cancellationToken) >= growth)
            return true;
        foreach (var ownerId in new[] { reservation.OwnerId, null })
        {
            if (await blobs.ReclaimAsync(ownerId, cancellationToken) && await CountAvailableBytesAsync(reservation, growth, cancellationToken) >= growth)
                return true;
        }
        return false;
    }

    Task<long> CountAvailableBytesAsync(StorageReservation reservation, long growth, CancellationToken cancellationToken)
    {
        long unstored = ledger.Read(reservation.OwnerId).OfOwner + blobs.DeletedBytes(reservation.OwnerId);
        bool isSmallItem = reservation.MayBeSmallItem && reservation.Bytes + growth <= MaxSmallItemBytes && unstored + growth <= MaxUnstoredForSmallItems;
        return CountAvailableBytesAsync(reservation.OwnerId, isSmallItem, cancellationToken);
    }

    async Task<long> CountAvailableBytesAsync(string ownerId, bool isSmallItem, CancellationToken cancellationToken)
    {
        var (reservedByOwner, reserved, unwritten) = ledger.Read(ownerId);
        // The free disk space still includes what is reserved but not written.
        long available = blobs.FreeBytes - unwritten - TextReserve(blobs.DiskBytes, isSmallItem);
        if (!isSmallItem && (options.Value.MaxBytesPerUser ?? DefaultMaxBytesPerUser) is > 0 and var maxPerUser)
            available = Math.Min(available, maxPerUser - await CountStoredBytesAsync(ownerId, cancellationToken) - reservedByOwner);
        if (options.Value.MaxBytes is > 0 and var max)
            available = Math.Min(available, max - TextReserve(max, isSmallItem) - await CountStoredBytesAsync(null, cancellationToken) - reserved);
        return Math.Max(0, available);
    }

    long DefaultMaxBytesPerUser => (options.Value.MaxBytes > 0 ? Math.Min(options.Value.MaxBytes, blobs.DiskBytes) : blobs.DiskBytes) / DefaultUserDivisor;

    // A deleted blob that is still being downloaded occupies the disk, too.
    async Task<long> CountStoredBytesAsync(string? ownerId, CancellationToken cancellationToken) =>
        await db.UsedBytesAsync(ownerId, cancellationToken) + blobs.DeletedBytes(ownerId);

    static long TextReserve(long capacity, bool isSmallItem) => isSmallItem ? 0 : Math.Min(MaxTextReserveBytes, capacity / TextReserveDivisor);
}
