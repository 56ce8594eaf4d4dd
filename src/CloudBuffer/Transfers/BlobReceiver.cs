using CloudBuffer.Responses;
using CloudBuffer.Settings;
using CloudBuffer.Storage;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Transfers;

/// <summary>Receives uploads as blobs, within the storage capacity of their owner.</summary>
public sealed class BlobReceiver(DiskBlobStore blobs, StorageCapacity capacity, IOptions<CloudBufferOptions> options)
{
    /// <summary>Reserves the storage capacity for a request.</summary>
    /// <param name="announcedBytes">Total bytes, if known.</param>
    /// <exception cref="ErrorException">507: the storage is full.</exception>
    public async Task<BlobReception> StartAsync(string ownerId, BlobArea area, long? announcedBytes, CancellationToken cancellationToken) =>
        await capacity.ReserveAsync(ownerId, area, announcedBytes, isResumable: false, cancellationToken) is { } reservation
            ? new BlobReception(blobs, capacity, reservation, options.Value)
            : throw new ErrorException(Errors.StorageFull);
}
