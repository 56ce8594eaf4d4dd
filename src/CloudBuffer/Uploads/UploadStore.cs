using CloudBuffer.Buffers;
using CloudBuffer.Data;
using CloudBuffer.Files;
using CloudBuffer.Responses;
using CloudBuffer.Settings;
using CloudBuffer.Storage;
using CloudBuffer.Transfers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Uploads;

/// <summary>Resumable uploads until they become files, or what is in the buffer. An offset, once told, is bytes that survive a power cut.</summary>
public sealed class UploadStore(
    AppDbContext db, DiskBlobStore blobs, StorageCapacity room, FileStore files, FileFinder finder, FileTokenProtector protector, BufferStore buffers, UploadLocks writers, TimeProvider time, IOptions<CloudBufferOptions> options)
{
    /// <param name="length">Bytes in all; null when the client will say later.</param>
    /// <returns>Null when there is no room for it.</returns>
    public async Task<ResumableUpload?> CreateAsync(string ownerId, long? length, UploadMetadata metadata, CancellationToken cancellationToken)
    {
        using var reservation = await room.ReserveAsync(db, ownerId, length ?? 0, cancellationToken);
        if (reservation is null)
            return null;
        var now = time.GetUtcMilliseconds();
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
            ExpiresAt = now + options.Value.ExpireTime,
        };
        await db.WriteAsync(options.Value.Durable, async () =>
        {
            db.Uploads.Add(upload);
            return await db.SaveChangesAsync(CancellationToken.None);
        }, cancellationToken);
        db.Entry(upload).State = EntityState.Detached;
        return upload;
    }

    /// <summary>Waits for, or stops, whoever writes it, so that the offset is the last word.</summary>
    /// <returns>Null when this owner has no such upload; no writer when another one does not let go.</returns>
    public async Task<(ResumableUpload Upload, UploadLocks.UploadLock? UploadLock)?> TakeAsync(string ownerId, string id, CancellationToken cancellationToken)
    {
        if (await FindAsync(ownerId, id, cancellationToken) is not { } seen)
            return null;
        if (await writers.AcquireAsync(id, cancellationToken) is not { } writer)
            return (seen, null);
        if (await FindAsync(ownerId, id, cancellationToken) is { } upload)
        {
            if (upload.Result is null)
                upload.Offset = DetermineOffset(upload);
            return (upload, writer);
        }
        writer.Dispose();
        return null;
    }

    /// <summary>Appends a body to what is there, and makes it what it is to become when that is all.</summary>
    /// <param name="check">The hash that the body must have; null when the client did not say.</param>
    /// <returns>What it became, if it is complete.</returns>
    /// <exception cref="ErrorException">Another process writes it, the body is longer than announced, there is no room, or it has not its hash.</exception>
    /// <exception cref="IOException">No room, or the disk or the connection failed; what came is kept.</exception>
    public async Task<UploadResult?> AppendAsync(ResumableUpload upload, UploadLocks.UploadLock writer, Stream body, ChunkChecksum? check)
    {
        using var blob = blobs.Resume(AreaOf(upload), upload.Id, upload.Offset) ?? throw new ErrorException(Errors.UploadLocked);
        if (writer.DetachHash(upload.Offset) is { } hash)
            blob.AttachHash(hash);
        // What was announced at the creation is counted already; what was not is taken as it comes.
        using var reservation = await room.ReserveAsync(db, upload.OwnerId, 0, CancellationToken.None) ?? throw new ErrorException(Errors.StorageFull);
        if (upload.Length is null)
            body = reservation.Meter(body);
        try
        {
            await blob.WriteAsync(check is null ? body : check.Watch(body), upload.Length ?? options.Value.MaxFileSize, writer.Stopped);
            if (check is { IsRight: false })
            {
                blob.CutTo(upload.Offset);
                throw new ErrorException(Errors.ChecksumMismatch);
            }
            if (blob.Size == upload.Length)
                return await FinishAsync(upload, blob);
        }
        catch (Exception e) when (check is not null || e is OperationCanceledException)
        {
            // An unfinished body cannot be checked, so none of it counts.
            if (check is not null)
                blob.CutTo(upload.Offset);
            // The client has gone, or its next request is here already.
            if (e is OperationCanceledException)
                throw new ErrorException(Errors.UploadLocked);
            throw;
        }
        finally
        {
            if (upload.Result is null)
                await SaveOffsetAsync(upload, blob, writer);
        }
        return null;
    }

    /// <summary>Sets the length that was not known at the creation.</summary>
    /// <returns>False when there is no room for it.</returns>
    public async Task<bool> SetLengthAsync(ResumableUpload upload, long length, CancellationToken cancellationToken)
    {
        using var reservation = await room.ReserveAsync(db, upload.OwnerId, length - upload.Offset, cancellationToken);
        if (reservation is null)
            return false;
        await db.WriteAsync(options.Value.Durable, () => One(upload).ExecuteUpdateAsync(set => set.SetProperty(u => u.Length, length), CancellationToken.None), cancellationToken);
        upload.Length = length;
        return true;
    }

    /// <summary>What a finished upload became.</summary>
    /// <returns>Null while it is not finished, and when that is gone.</returns>
    public async Task<UploadResult?> FindResultAsync(ResumableUpload upload, CancellationToken cancellationToken)
    {
        if (upload.Result is not { } token)
            return null;
        if (upload.Target == UploadTarget.Buffer)
            return (await buffers.FindAsync(upload.OwnerId, cancellationToken))?.BlobId == token ? new UploadResult(null, token) : null;
        return await finder.ListAsync(upload.OwnerId, [protector.Unprotect(token)], cancellationToken) is [var file] ? new UploadResult(file.Token, null) : null;
    }

    public async Task DeleteAsync(ResumableUpload upload, CancellationToken cancellationToken)
    {
        await db.WriteAsync(options.Value.Durable, () => One(upload).ExecuteDeleteAsync(CancellationToken.None), cancellationToken);
        blobs.Delete(BlobArea.Uploads, upload.Id);
        writers.Forget(upload.Id);
    }

    Task<ResumableUpload?> FindAsync(string ownerId, string id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return db.Uploads.AsNoTracking().SingleOrDefaultAsync(upload => upload.Id == id && upload.OwnerId == ownerId && upload.ExpiresAt > now, cancellationToken);
    }

    // Since the machine last started, all that was written is there, flushed or not. Before that only what was flushed is certain.
    long DetermineOffset(ResumableUpload upload)
    {
        blobs.ReturnToUploads(AreaOf(upload), upload.Id);
        long there = blobs.SizeOf(BlobArea.Uploads, upload.Id) ?? 0;
        return upload.BootId == BootId.Current ? there : Math.Min(there, upload.Offset);
    }

    async Task<UploadResult> FinishAsync(ResumableUpload upload, IncomingBlob blob)
    {
        if (upload.Target == UploadTarget.Buffer)
        {
            await buffers.TakeAsync(upload.OwnerId, BufferKind.File, upload.Name, upload.ContentType, blob, async () => await MarkFinishedAsync(upload, blob.Id, blob.Size));
            return new UploadResult(null, blob.Id);
        }
        await blob.SealAsync(options.Value.Durable);
        var added = await files.AddAsync(upload.OwnerId, [new NewFile(upload.Name, upload.ContentType, blob)], file => MarkFinishedAsync(upload, file.Row.Token, file.Row.Size));
        return new UploadResult(added[0].Token, null);
    }

    async Task MarkFinishedAsync(ResumableUpload upload, string token, long size)
    {
        await One(upload).ExecuteUpdateAsync(set => set.SetProperty(u => u.Result, token).SetProperty(u => u.Offset, size), CancellationToken.None);
        (upload.Result, upload.Offset) = (token, size);
    }

    async Task SaveOffsetAsync(ResumableUpload upload, IncomingBlob blob, UploadLocks.UploadLock writer)
    {
        if (options.Value.Durable)
            await blob.FlushAsync();
        upload.Offset = blob.Size;
        await db.WriteAsync(options.Value.Durable, () => One(upload).ExecuteUpdateAsync(
            set => set.SetProperty(u => u.Offset, blob.Size).SetProperty(u => u.BootId, BootId.Current), CancellationToken.None), CancellationToken.None);
        writer.StoreHash(blob.DetachHash(), blob.Size);
    }

    static BlobArea AreaOf(ResumableUpload upload) => upload.Target == UploadTarget.Buffer ? BlobArea.Buffers : BlobArea.Files;

    IQueryable<ResumableUpload> One(ResumableUpload upload) => db.Uploads.Where(u => u.Id == upload.Id);
}
