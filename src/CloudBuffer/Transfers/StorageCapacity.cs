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
        var (ofUser, ofServer) = await CountAvailableBytesAsync(ownerId, isSmallItem: false, cancellationToken);
        return Math.Max(0, Math.Min(ofUser, ofServer));
    }

    /// <summary>Reserves the first step of a body.</summary>
    /// <param name="announced">Bytes of the body; 0 if unknown.</param>
    /// <returns>False if all of them do not fit; nothing is reserved then.</returns>
    public async Task<bool> TryStartAsync(StorageReservation reservation, long announced, CancellationToken cancellationToken) =>
        announced <= 0 || await ReserveAsync(
            reservation, reservation.FirstStep(announced), announced - reservation.Bytes, () => reservation.Start(announced), cancellationToken);

    /// <summary>Adds to a reservation.</summary>
    /// <returns>False if the capacity is not sufficient; nothing is added.</returns>
    public async Task<bool> TryGrowAsync(StorageReservation reservation, long bytes, CancellationToken cancellationToken) =>
        bytes <= 0 || await ReserveAsync(reservation, bytes, bytes, () => reservation.Add(bytes), cancellationToken);

    // Deleted blobs that are still being downloaded give way, but only if their storage is what is missing now: first those of the user.
    async Task<bool> ReserveAsync(StorageReservation reservation, long growth, long needed, Action reserve, CancellationToken cancellationToken)
    {
        var result = await TryReserveAsync(reservation, growth, needed, reserve, cancellationToken);
        if (result is Reservation.NeedsDeleted or Reservation.NeedsDeletedOfUser && await blobs.ReclaimAsync(reservation.OwnerId, cancellationToken))
            result = await TryReserveAsync(reservation, growth, needed, reserve, cancellationToken);
        if (result is Reservation.NeedsDeleted && await blobs.ReclaimAsync(null, cancellationToken))
            result = await TryReserveAsync(reservation, growth, needed, reserve, cancellationToken);
        return result is Reservation.Made;
    }

    /// <param name="growth">What is reserved.</param>
    /// <param name="needed">What must be available in all, now or once deleted blobs are gone.</param>
    async Task<Reservation> TryReserveAsync(
        StorageReservation reservation, long growth, long needed, Action reserve, CancellationToken cancellationToken)
    {
        using var _ = await ledger.LockAsync(cancellationToken);
        var owner = reservation.OwnerId;
        long deletedOfUser = blobs.DeletedBytes(owner);
        long unstored = ledger.Read(owner).OfOwner + deletedOfUser;
        bool isSmallItem = reservation.MayBeSmallItem && reservation.Bytes + needed <= MaxSmallItemBytes && unstored + needed <= MaxUnstoredForSmallItems;
        var (ofUser, ofServer) = await CountAvailableBytesAsync(owner, isSmallItem, cancellationToken);
        if (ofUser < needed - deletedOfUser || ofServer < needed - blobs.DeletedBytes(null))
            return Reservation.Impossible;
        if (ofUser < growth)
            return Reservation.NeedsDeletedOfUser;
        if (ofServer < growth)
            return Reservation.NeedsDeleted;
        reserve();
        return Reservation.Made;
    }

    async Task<(long OfUser, long OfServer)> CountAvailableBytesAsync(string ownerId, bool isSmallItem, CancellationToken cancellationToken)
    {
        var (reservedByOwner, reserved, unwritten) = ledger.Read(ownerId);
        // The free disk space still includes what is reserved but not written.
        var (ofUser, ofServer) = (long.MaxValue, blobs.FreeBytes - unwritten - TextReserve(blobs.DiskBytes, isSmallItem));
        long maxPerUser = isSmallItem ? 0 : options.Value.MaxBytesPerUser ?? DefaultMaxBytesPerUser;
        if (maxPerUser <= 0 && options.Value.MaxBytes <= 0)
            return (ofUser, ofServer);
        var (storedOfUser, stored) = await db.UsedBytesAsync(ownerId, cancellationToken);
        // A deleted blob that is still being downloaded occupies the disk, too.
        if (maxPerUser > 0)
            ofUser = maxPerUser - storedOfUser - blobs.DeletedBytes(ownerId) - reservedByOwner;
        if (options.Value.MaxBytes is > 0 and var max)
            ofServer = Math.Min(ofServer, max - TextReserve(max, isSmallItem) - stored - blobs.DeletedBytes(null) - reserved);
        return (ofUser, ofServer);
    }

    long DefaultMaxBytesPerUser => (options.Value.MaxBytes > 0 ? Math.Min(options.Value.MaxBytes, blobs.DiskBytes) : blobs.DiskBytes) / DefaultUserDivisor;

    static long TextReserve(long capacity, bool isSmallItem) => isSmallItem ? 0 : Math.Min(MaxTextReserveBytes, capacity / TextReserveDivisor);

    enum Reservation
    {
        Made,
        NeedsDeletedOfUser,
        NeedsDeleted,
        Impossible,
    }
}
