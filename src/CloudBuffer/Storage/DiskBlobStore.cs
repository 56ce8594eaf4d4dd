using System.Security.Cryptography;
using System.Text.RegularExpressions;
using CloudBuffer.Settings;
using Microsoft.Extensions.Options;
using Microsoft.Win32.SafeHandles;

namespace CloudBuffer.Storage;

/// <summary>
/// Blobs as files under <c>user_files</c>, named by random ids of 32 hex digits. The only code that builds a path, and it
/// builds none from anything a user typed.
/// </summary>
public sealed partial class DiskBlobStore
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    const long MaxReserveBytes = 1L << 30;
    const int ReserveShare = 20; // 5 %
    const int WouldBlock = 11; // EWOULDBLOCK: the writer of a blob still holds its lock
    static readonly TimeSpan LockWait = TimeSpan.FromMilliseconds(5);
    const int LockTries = 200;

    readonly string root;

    public DiskBlobStore(IOptions<CloudBufferOptions> options)
    {
        root = Path.GetFullPath(options.Value.UserFiles);
        try
        {
            foreach (var folder in new[] { root, IncomingFolder, Folder(BlobArea.Buffers), Folder(BlobArea.Uploads) })
                CreatePrivateFolder(folder);
            File.Delete(CreateProbe());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingException($"{CloudBufferOptions.Section}:UserFiles", $"must be a folder that can be written to. {e.Message}");
        }
    }

    /// <summary>Bytes that may still be written: what the disk has free, without a reserve that keeps the database going.</summary>
    public long FreeBytes
    {
        get
        {
            var disk = new DriveInfo(root);
            return Math.Max(0, disk.AvailableFreeSpace - Math.Min(MaxReserveBytes, disk.TotalSize / ReserveShare));
        }
    }

    /// <summary>Whether the folder takes new files at this moment.</summary>
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

    /// <summary>Begins a blob. Until <see cref="IncomingBlob.Keep"/> it belongs to nobody and goes when it is disposed.</summary>
    /// <param name="length">Bytes that are to come, when known: room for them is taken at once.</param>
    /// <exception cref="IOException">No room (<see cref="DiskErrors.IsFull"/>), or the disk failed.</exception>
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
            // A sweeper took it for abandoned in the moment between its creation and its lock. It is empty: another one, then.
        }
    }

    /// <summary>Goes on with the blob of a resumable upload, which stays when this is disposed.</summary>
    /// <param name="area">Where it lies once it is sealed.</param>
    /// <param name="offset">Where to go on: what lies behind it is cut off.</param>
    /// <returns>Null when another process is writing it, or fewer bytes than <paramref name="offset"/> are there.</returns>
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

    /// <summary>Bytes of a blob; null when it is not there.</summary>
    public long? SizeOf(BlobArea area, string id) => new FileInfo(BlobPath(area, id)) is { Exists: true } file ? file.Length : null;

    /// <summary>Takes the blob of a resumable upload back that was sealed but got no row, because the process ended in between.</summary>
    /// <param name="area">Where it was sealed into.</param>
    public void ReturnToUploads(BlobArea area, string id)
    {
        if (SizeOf(BlobArea.Uploads, id) is null && SizeOf(area, id) is not null)
            File.Move(BlobPath(area, id), BlobPath(BlobArea.Uploads, id));
    }

    /// <summary>Opens a blob for reading. It can be read to its end even when it is deleted meanwhile.</summary>
    /// <returns>Null when there is no such blob.</returns>
    public async Task<SafeFileHandle?> OpenAsync(BlobArea area, string id, CancellationToken cancellationToken)
    {
        var path = BlobPath(area, id);
        for (int tries = 0; ; tries++)
        {
            try
            {
                return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            }
            catch (FileNotFoundException)
            {
                return null;
            }
            catch (IOException e) when (e.HResult == WouldBlock && tries < LockTries)
            {
                await Task.Delay(LockWait, cancellationToken);
            }
        }
    }

    public void Delete(BlobArea area, string id) => File.Delete(BlobPath(area, id));

    /// <summary>The ids of all blobs of an area. What is no regular file, or not named like a blob, is not ours and left out.</summary>
    public IEnumerable<string> List(BlobArea area) => RegularFiles(Folder(area));

    /// <summary>
    /// Deletes a blob that has no row, unless somebody holds its lock: whoever is still writing it will add the row.
    /// </summary>
    /// <param name="stillWithoutRow">Asked again under the lock, as the row may have come meanwhile.</param>
    /// <returns>Whether it is gone.</returns>
    public async Task<bool> DeleteOrphanAsync(BlobArea area, string id, Func<Task<bool>> stillWithoutRow)
    {
        var path = BlobPath(area, id);
        using var held = TryLock(path);
        if (held is null || !await stillWithoutRow())
            return false;
        File.Delete(path);
        return true;
    }

    /// <summary>Deletes uploads that broke off and that no process is writing any more.</summary>
    public int DeleteAbandonedUploads()
    {
        int deleted = 0;
        foreach (var id in RegularFiles(IncomingFolder))
        {
            var path = Path.Combine(IncomingFolder, id);
            using var held = TryLock(path);
            if (held is null)
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
        var path = Path.Combine(IncomingFolder, "probe-" + NewId()); // no name of a blob: sweepers leave it alone
        File.Create(path).Dispose();
        return path;
    }

    static void CreatePrivateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnly).UnixFileMode = OwnerOnly;
    }

    [GeneratedRegex("^[0-9a-f]{32}\\z")]
    private static partial Regex BlobName();
}
