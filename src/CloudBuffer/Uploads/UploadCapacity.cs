using CloudBuffer.Data;
using CloudBuffer.Responses;
using CloudBuffer.Storage;
using CloudBuffer.Transfers;

namespace CloudBuffer.Uploads;

/// <summary>The storage capacity of resumable uploads: reserved at creation, and kept between two requests (<see cref="UploadReservations"/>).</summary>
public sealed class UploadCapacity(StorageCapacity capacity, UploadReservations reservations)
{
    /// <summary>Reserves the length of a new upload.</summary>
    /// <param name="length">Null if it is unknown.</param>
    /// <exception cref="ErrorException">507: the storage is full.</exception>
    public async Task<StorageReservation> ReserveAsync(string ownerId, BlobArea area, long? length, CancellationToken cancellationToken) =>
        await capacity.ReserveAsync(ownerId, area, length ?? 0, isResumable: true, cancellationToken) ?? throw new ErrorException(Errors.StorageFull);

    /// <summary>Takes the reservation of the missing bytes, or reserves them again.</summary>
    /// <exception cref="ErrorException">507: the storage is full. The upload can be resumed later.</exception>
    public async Task<StorageReservation> ResumeAsync(ResumableUpload upload, BlobArea area, CancellationToken cancellationToken)
    {
        long missing = upload.Length - upload.Offset ?? 0;
        if (reservations.Take(upload.Id) is not { } reservation)
            return await ReserveAsync(upload.OwnerId, area, missing, cancellationToken);
        bool isSufficient = false;
        try
        {
            isSufficient = await capacity.TryGrowAsync(reservation, missing - reservation.Bytes, cancellationToken);
            return isSufficient ? reservation : throw new ErrorException(Errors.StorageFull);
        }
        finally
        {
            if (!isSufficient)
                reservation.Dispose();
        }
    }

    /// <inheritdoc cref="StorageReservation.Meter"/>
    public Stream Meter(StorageReservation reservation, Stream body) => reservation.Meter(body, capacity);

    /// <summary>Keeps the reservation of the missing bytes for the next request.</summary>
    /// <param name="upload">Its row counts the received bytes.</param>
    public void Hold(ResumableUpload upload, StorageReservation reservation)
    {
        reservation.Settle(upload.Length - upload.Offset ?? 0);
        reservations.Hold(upload.Id, reservation.Detach());
    }

    /// <inheritdoc cref="UploadReservations.Release"/>
    public void Release(string uploadId) => reservations.Release(uploadId);
}
