using CloudBuffer.Data;
using CloudBuffer.Responses;
using CloudBuffer.Storage;
using CloudBuffer.Transfers;

namespace CloudBuffer.Uploads;

/// <summary>The storage capacity of resumable uploads, also between two requests (<see cref="UploadReservations"/>).</summary>
public sealed class UploadCapacity(StorageCapacity capacity, UploadReservations reservations, UploadRecovery recovery)
{
    /// <summary>Reserves the first step of a new upload.</summary>
    /// <param name="length">Null if it is unknown.</param>
    /// <exception cref="ErrorException">507: its length does not fit.</exception>
    public async Task<StorageReservation> ReserveAsync(string ownerId, BlobArea area, long? length, CancellationToken cancellationToken) =>
        await capacity.ReserveAsync(ownerId, area, length, isResumable: true, cancellationToken) ?? throw new ErrorException(Errors.StorageFull);

    /// <summary>Takes the reservation of the upload, or reserves the first step of the missing bytes again.</summary>
    /// <exception cref="ErrorException">507: the missing bytes do not fit. The upload can be resumed later.</exception>
    public async Task<StorageReservation> ResumeAsync(ResumableUpload upload, BlobArea area, CancellationToken cancellationToken)
    {
        long missing = upload.Length - upload.Offset ?? 0;
        if (reservations.Take(upload.Id) is not { } reservation)
            return await ReserveAsync(upload.OwnerId, area, missing, cancellationToken);
        bool isSufficient = false;
        try
        {
            isSufficient = await capacity.TryStartAsync(reservation, missing, cancellationToken);
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

    /// <summary>Keeps what is reserved of the missing bytes for the next request.</summary>
    /// <param name="upload">Its row counts the received bytes.</param>
    public void Hold(ResumableUpload upload, StorageReservation reservation)
    {
        reservation.Settle(upload.Length - upload.Offset ?? 0);
        reservations.Hold(upload.Id, reservation.Detach());
    }

    /// <summary>Keeps all that is reserved, because the row does not count the received bytes yet; it will be corrected.</summary>
    public void HoldUnsaved(ResumableUpload upload, StorageReservation reservation)
    {
        reservations.Hold(upload.Id, reservation.Detach());
        recovery.Add(upload.Id);
    }

    /// <inheritdoc cref="UploadReservations.Release"/>
    public void Release(string uploadId) => reservations.Release(uploadId);
}
