namespace CloudBuffer.Storage;

/// <summary>What a disk refuses for.</summary>
public static class DiskErrors
{
    const int InputOutputError = 5; // EIO
    const int NoSpace = 28; // ENOSPC
    const int ReadOnlyFileSystem = 30; // EROFS
    const int OverQuota = 122; // EDQUOT

    const int MaxErrno = 133; // EHWPOISON

    /// <summary>Whether the exception says what the system said.</summary>
    internal static bool HasErrno(IOException e) => e.HResult is > 0 and <= MaxErrno;

    /// <summary>Whether the disk failed or takes no writes: not the client's fault, and not for ever.</summary>
    public static bool IsUnavailable(IOException e) => e.HResult is InputOutputError or ReadOnlyFileSystem;

    /// <summary>Whether the disk, or the server's share of it, is full.</summary>
    public static bool IsFull(IOException e) => e.HResult is NoSpace or OverQuota;

    public static IOException StorageFull(Exception? cause = null) => new("No space left on the disk.", cause) { HResult = NoSpace };
}
