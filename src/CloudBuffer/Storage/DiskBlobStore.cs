using System.Security.Cryptography;
using System.Text.RegularExpressions;
using CloudBuffer.Settings;
using Microsoft.Extensions.Options;
using Microsoft.Win32.SafeHandles;

namespace CloudBuffer.Storage;

/// <summary>
/// Blobs as files under <c>user_files</c>, named by random ids of 32 hex digits. The only code that builds paths, and never from
/// user input.
/// </summary>
public sealed partial class DiskBlobStore
{
    const long MaxReserveBytes = 1L << 30;
    const int ReserveShare = 20; // 5 %
    const int WouldBlock = 11; // EWOULDBLOCK: another process or request holds the lock on the file
    static readonly TimeSpan LockRetryDelay = TimeSpan.FromMilliseconds(5);
    const int MaxLockRetries = 200;

    readonly string root;

    public DiskBlobStore(IOptions<CloudBufferOptions> options)
    {
        root = Path.GetFullPath(options.Value.UserFiles);
        try
        {
            foreach (var folder in new[] { root, IncomingFolder, Folder(BlobArea.Buffers), Folder(BlobArea.Uploads) })
                PrivateFolder.Create(folder);
            File.Delete(CreateProbe());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingException($"{CloudBufferOptions.Section}:UserFiles", $"must be a writable folder. {e.Message}");
        }
    }

    /// <summary>Free bytes of the disk, less a reserve that keeps the database working.</summary>
    public long FreeBytes
    {
        get
        {
            var disk = new DriveInfo(root);
            return Math.Max(0, disk.AvailableFreeSpace - Math.Min(MaxReserveBytes, disk.TotalSize / ReserveShare));
        }
    }

    /// <summary>Whether a file can be created in the folder.</summary>
    public bool IsWritable()
    {
        try
        {
            File.Delete(CreateProbe());
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    string IncomingFolder => Path.Combine(root, "_incoming");

    /// <summary>32 random hex digits.</summary>
    public static string NewId() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>Creates a blob. Unless <see cref="IncomingBlob.Keep"/> is called, disposing deletes it.</summary>
    /// <param name="length">Expected bytes, if known: they are preallocated.</param>
    /// <exception cref="IOException">The disk is full (<see cref="DiskErrors.IsFull"/>) or failed.</exception>
    public IncomingBlob Create(BlobArea area, long? length)
    {
        for (; ; )
        {
            var id = NewId();
            var path = Path.Combine(IncomingFolder, id);
            try
            {
                var blob = IncomingBlob.Create(id, path, Folder(area), length ?? 0);
                if (File.Exists(path))
                    return blob;
                blob.Dispose();
            }
            catch (IOException e) when (e.HResult == WouldBlock)
            {
            }
            // A sweeper deleted or locked the file between its creation and its lock. It is empty, so retry with a new id.
        }
    }

    /// <summary>Reopens the blob of a resumable upload for appending. Disposing keeps it.</summary>
    /// <param name="area">Its area once it is sealed.</param>
    /// <param name="offset">Where to append; later bytes are truncated.</param>
    /// <returns>Null when another process writes it or it has fewer bytes than <paramref name="offset"/>.</returns>
    /// <exception cref="IOException">The disk failed.</exception>
    public IncomingBlob? Resume(BlobArea area, string id, long offset)
    {
        var path = BlobPath(BlobArea.Uploads, id);
        try
        {
            return IncomingBlob.Resume(id, path, Folder(area), offset);
        }
        catch (IOException e) when (e.HResult == WouldBlock)
        {
            return null;
        }
    }

    /// <summary>Bytes of a blob; null if it does not exist.</summary>
    public long? SizeOf(BlobArea area, string id) => new FileInfo(BlobPath(area, id)) is { Exists: true } file ? file.Length : null;

    /// <summary>Moves a sealed blob back to the uploads if the process ended before its row was committed.</summary>
    /// <param name="area">The area into which it was sealed.</param>
    public void ReturnToUploads(BlobArea area, string id)
    {
        if (SizeOf(BlobArea.Uploads, id) is null && SizeOf(area, id) is not null)
            File.Move(BlobPath(area, id), BlobPath(BlobArea.Uploads, id));
    }

    /// <summary>Opens a blob for reading. An open blob can be read completely even if it is deleted meanwhile.</summary>
    /// <returns>Null if it does not exist.</returns>
    public async Task<SafeFileHandle?> OpenAsync(BlobArea area, string id, CancellationToken cancellationToken)
    {
        var path = BlobPath(area, id);
        for (int retries = 0; ; retries++)
        {
            try
            {
                return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            }
            catch (FileNotFoundException)
            {
                return null;
            }
            catch (IOException e) when (e.HResult == WouldBlock && retries < MaxLockRetries)
            {
                await Task.Delay(LockRetryDelay, cancellationToken);
            }
        }
    }

    public void Delete(BlobArea area, string id) => File.Delete(BlobPath(area, id));

    /// <summary>The ids of all blobs of an area. Links and files with other names are ignored.</summary>
    public IEnumerable<string> List(BlobArea area) => RegularFiles(Folder(area));

    /// <summary>Deletes an orphan, unless it is locked: its writer is about to add the row.</summary>
    /// <param name="isStillOrphan">Checked again under the lock, because the row may have been added meanwhile.</param>
    /// <returns>Whether it was deleted.</returns>
    public async Task<bool> DeleteOrphanAsync(BlobArea area, string id, Func<Task<bool>> isStillOrphan)
    {
        var path = BlobPath(area, id);
        using var fileLock = TryLock(path);
        if (fileLock is null || !await isStillOrphan())
            return false;
        File.Delete(path);
        return true;
    }

    /// <summary>Deletes interrupted uploads that no process is writing.</summary>
    public int DeleteAbandonedUploads()
    {
        int deleted = 0;
        foreach (var id in RegularFiles(IncomingFolder))
        {
            var path = Path.Combine(IncomingFolder, id);
            using var fileLock = TryLock(path);
            if (fileLock is null)
                continue;
            File.Delete(path);
            deleted++;
        }
        return deleted;
    }

    static SafeFileHandle? TryLock(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    static IEnumerable<string> RegularFiles(string folder) =>
        new DirectoryInfo(folder).EnumerateFiles()
            .Where(file => file.LinkTarget is null && BlobName().IsMatch(file.Name))
            .Select(file => file.Name);

    string BlobPath(BlobArea area, string id) => BlobName().IsMatch(id)
        ? Path.Combine(Folder(area), id)
        : throw new ArgumentException("Not a blob id.", nameof(id));

    string Folder(BlobArea area) => area switch
    {
        BlobArea.Files => root,
        BlobArea.Buffers => Path.Combine(root, "_buffer"),
        BlobArea.Uploads => Path.Combine(root, "_uploads"),
        _ => throw new ArgumentOutOfRangeException(nameof(area)),
    };

    string CreateProbe()
    {
        var path = Path.Combine(IncomingFolder, "probe-" + NewId()); // not a blob name, so sweepers ignore it
        File.Create(path).Dispose();
        return path;
    }

    [GeneratedRegex("^[0-9a-f]{32}\\z")]
    private static partial Regex BlobName();
}
