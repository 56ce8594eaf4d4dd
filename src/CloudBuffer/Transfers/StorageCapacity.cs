using CloudBuffer.Data;
using CloudBuffer.Settings;
using CloudBuffer.Storage;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Transfers;

/// <summary>
/// Storage capacity: the free disk space, <c>MaxBytesPerUser</c> and <c>MaxBytes</c>. It is reserved before the first byte of an
/// upload is written and released once the row is committed or the upload failed. Stored bytes are read from the rows under the
/// same lock, so parallel uploads cannot exceed the limits together.
/// </summary>
public sealed class StorageCapacity(AppDbContext db, DiskBlobStore blobs, CapacityLedger ledger, IOptions<CloudBufferOptions> options)
{
    /// <returns>Null if the capacity is not sufficient.</returns>
    public async Task<StorageReservation?> ReserveAsync(string ownerId, long bytes, CancellationToken cancellationToken)
    {
        var reservation = new StorageReservation(this, ledger, ownerId);
        if (await TryGrowAsync(reservation, bytes, cancellationToken))
            return reservation;
        reservation.Dispose();
        return null;
    }

    /// <summary>Bytes that this user can still store.</summary>
    public async Task<long> GetAvailableBytesAsync(string ownerId, CancellationToken cancellationToken)
    {
        using var _ = await ledger.LockAsync(cancellationToken);
        return await CountAvailableBytesAsync(ownerId, cancellationToken);
    }

    internal async Task<bool> TryGrowAsync(StorageReservation reservation, long bytes, CancellationToken cancellationToken)
    {
        using var _ = await ledger.LockAsync(cancellationToken);
        if (await CountAvailableBytesAsync(reservation.OwnerId, cancellationToken) < bytes)
            return false;
        reservation.Add(bytes);
        return true;
    }

    async Task<long> CountAvailableBytesAsync(string ownerId, CancellationToken cancellationToken)
    {
        // The free disk space still includes what is reserved but not written.
        long available = blobs.FreeBytes - ledger.Unwritten;
        if (options.Value.MaxBytesPerUser is > 0 and var maxPerUser)
            available = Math.Min(available, maxPerUser - await db.UsedBytesAsync(ownerId, cancellationToken) - ledger.ReservedBy(ownerId));
        if (options.Value.MaxBytes is > 0 and var max)
            available = Math.Min(available, max - await db.UsedBytesAsync(null, cancellationToken) - ledger.Reserved);
        return Math.Max(0, available);
    }
}
