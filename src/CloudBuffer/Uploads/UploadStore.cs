using CloudBuffer.Data;
using CloudBuffer.Responses;
using CloudBuffer.Settings;
using CloudBuffer.Storage;
using CloudBuffer.Transfers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Uploads;

/// <summary>Resumable uploads until they are complete. A reported offset counts only bytes that survive a power failure.</summary>
public sealed class UploadStore(
    AppDbContext db, DiskBlobStore blobs, UploadCapacity capacity, UploadExpiry expiry, IEnumerable<IUploadTarget> targets, UploadLocks locks,
    IOptions<CloudBufferOptions> options)
{
    const int MaxResults = 100;

    /// <param name="length">Total bytes; null if the client sends them later.</param>
    /// <exception cref="ErrorException">The storage is full, or the user has too many unfinished uploads.</exception>
    public async Task<ResumableUpload> CreateAsync(string ownerId, long? length, UploadMetadata metadata, CancellationToken cancellationToken)
    {
        using var reservation = await capacity.ReserveAsync(ownerId, TargetOf(metadata.Target).Area, length, cancellationToken);
        var now = expiry.Now;
        var upload = new ResumableUpload
        {
            Id = DiskBlobStore.NewId(),
            OwnerId = ownerId,
            Length = length,
            BootId = BootId.Current,
            Target = metadata.Target,
            Name = metadata.FileName ?? "download",
            ContentType = metadata.FileType,
            CreatedAt = now,
            ExpiresAt = expiry.Of(now),
        };
        await db.WriteAsync(ownerId, options.Value.Durable, async () =>
        {
            int unfinished = await db.Uploads.CountAsync(
                other => other.OwnerId == ownerId && other.Result == null, CancellationToken.None);
            if (unfinished >= options.Value.Limits.UnfinishedUploadsPerUser)
                throw new ErrorException(Errors.TooManyUploads);
            // A client queries the result of an upload soon after it, if at all.
            await db.Uploads.Where(other => other.OwnerId == ownerId && other.Result != null)
                .OrderByDescending(other => other.ExpiresAt).Skip(MaxResults).ExecuteDeleteAsync(CancellationToken.None);
            db.Uploads.Add(upload);
            return await db.SaveChangesAsync(CancellationToken.None);
        }, cancellationToken);
        db.Entry(upload).State = EntityState.Detached;
        capacity.Hold(upload, reservation);
        return upload;
    }

    /// <summary>Finds an upload and acquires its lock, so that its offset cannot change.</summary>
    /// <returns>Null if this owner has no such upload; without a lock if another request does not release it.</returns>
    public async Task<(ResumableUpload Upload, UploadLock? Lock)?> AcquireAsync(string ownerId, string id, CancellationToken cancellationToken)
    {
        if (await FindAsync(ownerId, id, cancellationToken) is not { } unlocked)
            return null;
        if (await locks.AcquireAsync(id, cancellationToken) is not { } uploadLock)
            return (unlocked, null);
        bool isHandedOver = false;
        try
        {
            if (await FindAsync(ownerId, id, cancellationToken) is not { } upload)
                return null;
            var area = TargetOf(upload.Target).Area;
            if (upload.Result is null && !await blobs.ReturnToUploadsAsync(area, id, () => RowOf(upload).AnyAsync(row => row.Result == null)))
                return (upload, null);
            if (upload.Result is null)
                upload.Offset = OffsetOf(upload);
            isHandedOver = true;
            return (upload, uploadLock);
        }
        finally
        {
            if (!isHandedOver)
                uploadLock.Dispose(); // it would block the upload until it expires
        }
    }

    /// <summary>Appends a request body, and commits the upload once it is complete.</summary>
    /// <param name="checksum">The checksum of the body; null if the client sent none.</param>
    /// <returns>Null as long as the upload is incomplete.</returns>
    /// <exception cref="ErrorException">Another process writes the upload, the storage is full, or the checksum does not match.</exception>
    /// <exception cref="BadHttpRequestException">413: the body exceeds the length.</exception>
    /// <exception cref="IOException">The storage is full, or the disk or connection failed. Received bytes are kept.</exception>
    public async Task<UploadResult?> AppendAsync(ResumableUpload upload, UploadLock uploadLock, Stream body, ChunkChecksum? checksum)
    {
        var area = TargetOf(upload.Target).Area;
        using var blob = blobs.Resume(area, upload.Id, upload.OwnerId, upload.Offset) ?? throw new ErrorException(Errors.UploadLocked);
        if (uploadLock.DetachHash(upload.Offset) is { } hash)
            blob.AttachHash(hash);
        using var reservation = await capacity.ResumeAsync(upload, area, CancellationToken.None);
        body = expiry.Renew(capacity.Meter(reservation, body), upload);
        try
        {
            await blob.WriteAsync(checksum?.Wrap(body) ?? body, upload.Length ?? options.Value.MaxFileSize, uploadLock.Stopped);
            if (checksum is { IsValid: false })
                throw new ErrorException(Errors.ChecksumMismatch);
            return blob.Size == upload.Length ? await CommitAsync(upload, blob) : null;
        }
        catch (Exception e)
        {
            // A partial body cannot be verified, so none of it counts.
            if (checksum is not null)
                blob.Truncate(upload.Offset);
            if (e is OperationCanceledException) // the client disconnected, or its next request acquired the lock
                throw new ErrorException(Errors.UploadLocked);
            throw;
        }
        finally
        {
            if (upload.Result is null)
                await SaveOffsetAsync(upload, blob, uploadLock, reservation);
        }
    }

    /// <summary>Sets the length that was unknown at creation. The missing bytes are reserved when they arrive.</summary>
    public async Task SetLengthAsync(ResumableUpload upload, long length, CancellationToken cancellationToken)
    {
        await db.WriteAsync(upload.OwnerId, options.Value.Durable, () =>
            RowOf(upload).ExecuteUpdateAsync(set => set.SetProperty(row => row.Length, length), CancellationToken.None), cancellationToken);
        upload.Length = length;
    }

    /// <returns>Null if the upload is incomplete, or its result has expired or was deleted.</returns>
    public async Task<UploadResult?> FindResultAsync(ResumableUpload upload, CancellationToken cancellationToken) =>
        upload.Result is { } result ? await TargetOf(upload.Target).FindResultAsync(upload.OwnerId, result, cancellationToken) : null;

    public async Task DeleteAsync(ResumableUpload upload, CancellationToken cancellationToken)
    {
        await db.WriteAsync(upload.OwnerId, options.Value.Durable, () => RowOf(upload).ExecuteDeleteAsync(CancellationToken.None), cancellationToken);
        blobs.Delete(BlobArea.Uploads, upload.Id);
        locks.Forget(upload.Id);
        capacity.Release(upload.Id);
    }

    Task<ResumableUpload?> FindAsync(string ownerId, string id, CancellationToken cancellationToken) => db.Uploads.AsNoTracking().SingleOrDefaultAsync(
        upload => upload.Id == id && upload.OwnerId == ownerId && upload.ExpiresAt > expiry.Now, cancellationToken);

    // Within the same boot all written bytes are present, flushed or not. After a reboot only flushed bytes are certain.
    long OffsetOf(ResumableUpload upload)
    {
        long size = blobs.SizeOf(BlobArea.Uploads, upload.Id) ?? 0;
        return upload.BootId == BootId.Current ? size : Math.Min(size, upload.Offset);
    }

    async Task<UploadResult> CommitAsync(ResumableUpload upload, BlobWriter blob)
    {
        try
        {
            return await TargetOf(upload.Target).CommitAsync(upload, blob, async result =>
            {
                await RowOf(upload).ExecuteUpdateAsync(
                    set => set.SetProperty(row => row.Result, result).SetProperty(row => row.Offset, blob.Size), CancellationToken.None);
                (upload.Result, upload.Offset) = (result, blob.Size);
            });
        }
        catch
        {
            upload.Result = null; // also if the database cannot be read
            upload.Result = await RowOf(upload).Select(row => row.Result).SingleOrDefaultAsync();
            if (upload.Result is null)
                blob.Unseal();
            throw;
        }
    }

    async Task SaveOffsetAsync(ResumableUpload upload, BlobWriter blob, UploadLock uploadLock, StorageReservation reservation)
    {
        bool hasReceived = blob.Size > upload.Offset;
        try
        {
            if (options.Value.Durable)
                await blob.FlushAsync();
            if (hasReceived)
                upload.ExpiresAt = expiry.Of(upload.CreatedAt);
            upload.Offset = blob.Size;
            await db.WriteAsync(upload.OwnerId, options.Value.Durable, () => RowOf(upload).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.Offset, blob.Size).SetProperty(row => row.ExpiresAt, upload.ExpiresAt)
                    .SetProperty(row => row.BootId, BootId.Current), CancellationToken.None), CancellationToken.None);
        }
        catch
        {
            // Until the row counts the bytes, their reservation does.
            capacity.HoldUnsaved(upload, reservation);
            throw;
        }
        uploadLock.StoreHash(blob.DetachHash(), blob.Size);
        // A request without data does not prolong the reservation.
        if (hasReceived)
            capacity.Hold(upload, reservation);
    }

    IUploadTarget TargetOf(UploadTarget kind) => targets.Single(target => target.Kind == kind);

    IQueryable<ResumableUpload> RowOf(ResumableUpload upload) => db.Uploads.Where(row => row.Id == upload.Id);
}
