using CloudBuffer.Data;
using CloudBuffer.Files;
using CloudBuffer.Limits;
using CloudBuffer.Storage;
using CloudBuffer.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Uploads;

/// <summary>Resumable uploads until they become files. An offset, once told, is bytes that survive a power cut.</summary>
public sealed class UploadStore(
    AppDbContext db, DiskBlobStore blobs, Room room, FileStore files, UploadWriters writers, TimeProvider time, IOptions<CloudBufferOptions> options)
{
    /// <param name="length">Bytes in all; null when the client will say later.</param>
    /// <returns>Null when there is no room for it.</returns>
    public async Task<ResumableUpload?> CreateAsync(string ownerId, long? length, string name, string contentType, CancellationToken cancellationToken)
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
            Name = name,
            ContentType = contentType,
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
    public async Task<(ResumableUpload Upload, UploadWriters.Writer? Writer)?> TakeAsync(string ownerId, string id, CancellationToken cancellationToken)
    {
        if (await FindAsync(ownerId, id, cancellationToken) is not { } seen)
            return null;
        if (await writers.TakeOverAsync(id, cancellationToken) is not { } writer)
            return (seen, null);
        if (await FindAsync(ownerId, id, cancellationToken) is { } upload)
        {
            if (upload.Token is null)
                upload.Offset = ArrivedBytes(upload);
            return (upload, writer);
        }
        writer.Dispose();
        return null;
    }

    /// <summary>Appends a body to what is there, and makes a file of it when that is all.</summary>
    /// <param name="check">The hash that the body must have; null when the client did not say.</param>
    /// <returns>The file, if it is complete.</returns>
    /// <exception cref="ErrorException">Another process writes it, the body is longer than announced, there is no room, or it has not its hash.</exception>
    /// <exception cref="IOException">No room, or the disk or the connection failed; what came is kept.</exception>
    public async Task<SharedFile?> AppendAsync(ResumableUpload upload, UploadWriters.Writer writer, Stream body, ChunkChecksum? check)
    {
        using var blob = blobs.Resume(upload.Id, upload.Offset) ?? throw new ErrorException(Errors.UploadLocked);
        if (writer.TakeHash(upload.Offset) is { } hash)
            blob.AttachHash(hash);
        // What was announced at the creation is counted already; what was not is taken as it comes.
        using var reservation = await room.ReserveAsync(db, upload.OwnerId, 0, writer.Stopped) ?? throw new ErrorException(Errors.NoRoom);
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
        catch (Exception) when (check is not null)
        {
            // An unfinished body cannot be checked, so none of it counts.
            blob.CutTo(upload.Offset);
            throw;
        }
        catch (OperationCanceledException)
        {
            // The client has gone, or its next request is here already.
            throw new ErrorException(Errors.UploadLocked);
        }
        finally
        {
            if (upload.Token is null)
                await RecordAsync(upload, blob, writer);
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

    /// <summary>Makes an upload of no bytes a file.</summary>
    public Task<SharedFile?> FinishEmptyAsync(ResumableUpload upload, UploadWriters.Writer writer) => AppendAsync(upload, writer, Stream.Null, check: null);

    /// <summary>The file that a finished upload became.</summary>
    /// <returns>Null while it is not finished, and when the file is gone.</returns>
    public async Task<SharedFile?> FileOfAsync(ResumableUpload upload, CancellationToken cancellationToken) =>
        upload.Token is { } token && await files.ListAsync(upload.OwnerId, [files.TokenOf(token)], cancellationToken) is [var file] ? file : null;

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
    long ArrivedBytes(ResumableUpload upload)
    {
        blobs.TakeBack(upload.Id);
        long there = blobs.SizeOf(BlobArea.Uploads, upload.Id) ?? 0;
        return upload.BootId == BootId.Current ? there : Math.Min(there, upload.Offset);
    }

    async Task<SharedFile> FinishAsync(ResumableUpload upload, IncomingBlob blob)
    {
        await blob.SealAsync(options.Value.Durable);
        var added = await files.AddAsync(upload.OwnerId, [new NewFile(upload.Name, upload.ContentType, blob)], async file =>
        {
            await One(upload).ExecuteUpdateAsync(
                set => set.SetProperty(u => u.Token, file.Row.Token).SetProperty(u => u.Offset, file.Row.Size), CancellationToken.None);
            upload.Token = file.Row.Token;
        });
        upload.Offset = blob.Size;
        return added[0];
    }

    async Task RecordAsync(ResumableUpload upload, IncomingBlob blob, UploadWriters.Writer writer)
    {
        if (options.Value.Durable)
            await blob.FlushAsync();
        upload.Offset = blob.Size;
        await db.WriteAsync(options.Value.Durable, () => One(upload).ExecuteUpdateAsync(
            set => set.SetProperty(u => u.Offset, blob.Size).SetProperty(u => u.BootId, BootId.Current), CancellationToken.None), CancellationToken.None);
        writer.KeepHash(blob.DetachHash(), blob.Size);
    }

    IQueryable<ResumableUpload> One(ResumableUpload upload) => db.Uploads.Where(u => u.Id == upload.Id);
}
