using System.Security.Cryptography;
using CloudBuffer.Settings;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Storage;

/// <summary>
/// Blobs as files under <c>user_files</c>, named by random ids of 32 hex digits.
/// </summary>
public sealed class DiskBlobStore
{
    static readonly TimeSpan LockRetryDelay = TimeSpan.FromMilliseconds(5);
    const int MaxLockRetries = 200;

    readonly BlobFolders folders;
    readonly OpenBlobs open = new();

    public DiskBlobStore(IOptions<CloudBufferOptions> options)
    {
        folders = new BlobFolders(Path.GetFullPath(options.Value.UserFiles));
        try
        {
            folders.Create();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingException($"{CloudBufferOptions.Section}:UserFiles", $"must be a writable folder. {e.Message}");
        }
    }

    /// <inheritdoc cref="BlobFolders.FreeBytes"/>
    public long FreeBytes => folders.FreeBytes;

    /// <inheritdoc cref="BlobFolders.DiskBytes"/>
    public long DiskBytes => folders.DiskBytes;

    /// <inheritdoc cref="BlobFolders.IsWritable"/>
    public bool IsWritable => folders.IsWritable;

    /// <summary>32 random hex digits.</summary>
    public static string NewId() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>Creates a blob. Unless <see cref="BlobWriter.Keep"/> is called, disposing deletes it.</summary>
    /// <param name="ownerId">Those of an owner are flushed a few at a time.</param>
    /// <param name="length">Expected bytes, if known: they are preallocated in steps.</param>
    /// <exception cref="IOException">The disk is full (<see cref="DiskErrors.IsFull"/>) or failed.</exception>
    public BlobWriter Create(BlobArea area, string ownerId, long? length)
    {
        var id = NewId();
        return BlobWriter.Create(id, ownerId, Path.Combine(folders.Incoming, id), folders.Of(area), length ?? 0, mayBeSmall: area == BlobArea.Buffers);
    }

    /// <summary>Reopens the blob of a resumable upload for appending. Disposing keeps it.</summary>
    /// <param name="area">Its area once it is sealed.</param>
    /// <param name="offset">Where to append; later bytes are truncated. Null for its end; then it must exist.</param>
    /// <returns>Null when another process writes it or it has fewer bytes than <paramref name="offset"/>.</returns>
    /// <exception cref="IOException">The disk failed.</exception>
    public BlobWriter? Resume(BlobArea area, string id, string ownerId, long? offset)
    {
        var path = folders.PathOf(BlobArea.Uploads, id);
        try
        {
            return BlobWriter.Resume(id, ownerId, path, folders.Of(area), offset);
        }
        catch (IOException e) when (e.HResult == BlobFile.WouldBlock || e is FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Bytes of a blob; null if it does not exist.</summary>
    public long? SizeOf(BlobArea area, string id) => new FileInfo(folders.PathOf(area, id)) is { Exists: true } file ? file.Length : null;

    /// <summary>When a blob was last written; null if it does not exist or is a link.</summary>
    public DateTimeOffset? WrittenAt(BlobArea area, string id) =>
        new FileInfo(folders.PathOf(area, id)) is { Exists: true, LinkTarget: null } file ? file.LastWriteTimeUtc : null;

    /// <summary>Moves a sealed blob back to the uploads if the process ended before its row was committed.</summary>
    /// <param name="area">The area into which it was sealed.</param>
    /// <param name="isUncommittedAsync">Called while the blob is locked: a commit that was running may have ended.</param>
    /// <returns>False if a process is committing it, or has just done so.</returns>
    public async Task<bool> ReturnToUploadsAsync(BlobArea area, string id, Func<Task<bool>> isUncommittedAsync)
    {
        if (SizeOf(BlobArea.Uploads, id) is not null || SizeOf(area, id) is null)
            return true;
        using var fileLock = FileLock.TryAcquire(folders.PathOf(area, id));
        if (fileLock is null || !await isUncommittedAsync())
            return false;
        File.Move(folders.PathOf(area, id), folders.PathOf(BlobArea.Uploads, id));
        return true;
    }

    /// <summary>Deletes the blob of an upload, sealed or not, unless a process is writing or committing it.</summary>
    /// <param name="mayDeleteAsync">Called while the blob is locked: a request that was running may have ended.</param>
    /// <returns>Whether it does not exist now.</returns>
    public async Task<bool> TryDeleteUploadAsync(BlobArea area, string id, Func<Task<bool>> mayDeleteAsync)
    {
        if (SizeOf(BlobArea.Uploads, id) is not null)
            area = BlobArea.Uploads;
        else if (SizeOf(area, id) is null)
            return await mayDeleteAsync();
        return await TryDeleteAsync(area, id, mayDeleteAsync);
    }

    /// <summary>Opens a blob for reading.</summary>
    /// <returns>Null if it does not exist.</returns>
    public async Task<OpenBlob?> OpenAsync(BlobArea area, string id, string ownerId, CancellationToken cancellationToken)
    {
        var path = folders.PathOf(area, id);
        for (int retries = 0; ; retries++)
        {
            try
            {
                var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
                var blob = open.Track(area, id, ownerId, handle);
                if (!File.Exists(path))
                    open.MarkDeleted(area, id); // between opening and tracking
                return blob;
            }
            catch (FileNotFoundException)
            {
                return null;
            }
            catch (IOException e) when (e.HResult == BlobFile.WouldBlock && retries < MaxLockRetries)
            {
                await Task.Delay(LockRetryDelay, cancellationToken);
            }
        }
    }

    public void Delete(BlobArea area, string id)
    {
        File.Delete(folders.PathOf(area, id));
        open.MarkDeleted(area, id);
    }

    /// <inheritdoc cref="OpenBlobs.DeletedBytes"/>
    public long DeletedBytes(string? ownerId) => open.DeletedBytes(ownerId);

    /// <inheritdoc cref="OpenBlobs.ReclaimAsync"/>
    public Task<bool> ReclaimAsync(string? ownerId, CancellationToken cancellationToken) => open.ReclaimAsync(ownerId, cancellationToken);

    /// <summary>Whether a process is writing the blob.</summary>
    public bool IsLocked(BlobArea area, string id) => FileLock.IsHeld(folders.PathOf(area, id));

    /// <summary>The ids of all blobs of an area, in no order. Files with other names are ignored.</summary>
    public IEnumerable<string> List(BlobArea area) => BlobFolders.BlobsIn(folders.Of(area));

    /// <summary>Deletes a blob, unless it is locked: its writer may be about to add the row.</summary>
    /// <param name="mayDeleteAsync">Called under the lock, because the row may have changed meanwhile.</param>
    /// <returns>Whether it was deleted.</returns>
    public async Task<bool> TryDeleteAsync(BlobArea area, string id, Func<Task<bool>> mayDeleteAsync)
    {
        using var fileLock = FileLock.TryAcquire(folders.PathOf(area, id));
        if (fileLock is null || !await mayDeleteAsync())
            return false;
        Delete(area, id);
        return true;
    }

    /// <summary>Deletes interrupted uploads that no process is writing.</summary>
    public int DeleteAbandonedUploads()
    {
        int deleted = 0;
        foreach (var id in BlobFolders.BlobsIn(folders.Incoming))
        {
            var path = Path.Combine(folders.Incoming, id);
            using var fileLock = FileLock.TryAcquire(path);
            if (fileLock is null)
                continue;
            File.Delete(path);
            deleted++;
        }
        return deleted;
    }
}
