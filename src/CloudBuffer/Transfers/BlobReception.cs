using CloudBuffer.Settings;
using CloudBuffer.Storage;

namespace CloudBuffer.Transfers;

/// <summary>The blobs of one request. Disposing deletes those that were not kept and releases the reservation.</summary>
public sealed class BlobReception(
    DiskBlobStore blobs, StorageCapacity capacity, StorageReservation reservation, CloudBufferOptions options) : IDisposable
{
    readonly List<BlobWriter> received = [];

    /// <summary>Receives one part to its end and seals it.</summary>
    /// <param name="maxBytes">In addition to <c>MaxFileSize</c>.</param>
    /// <param name="durable">Whether the blob must survive a power failure.</param>
    /// <exception cref="BadHttpRequestException">413: the part is too large.</exception>
    /// <exception cref="IOException">The storage is full, or the disk or the connection failed.</exception>
    public async Task<BlobWriter> ReceiveAsync(UploadPart part, long maxBytes, bool durable, CancellationToken cancellationToken)
    {
        var blob = blobs.Create(reservation.Area, reservation.OwnerId, part.Length);
        received.Add(blob);
        await blob.WriteAsync(reservation.Meter(part.Body, capacity), Math.Min(maxBytes, options.MaxFileSize), cancellationToken);
        await blob.SealAsync(durable);
        return blob;
    }

    public void Dispose()
    {
        received.ForEach(blob => blob.Dispose());
        reservation.Dispose();
    }
}
