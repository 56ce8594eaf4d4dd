namespace CloudBuffer.Storage;

/// <summary>Classifies disk errors by errno, which <see cref="IOException"/> carries in its HResult on Unix.</summary>
public static class DiskErrors
{
    const int InputOutputError = 5; // EIO
    const int NoSpace = 28; // ENOSPC
    const int ReadOnlyFileSystem = 30; // EROFS
    const int OverQuota = 122; // EDQUOT

    /// <summary>Whether the disk failed or is read-only. A retry may succeed later.</summary>
    public static bool IsUnavailable(IOException e) => e.HResult is InputOutputError or ReadOnlyFileSystem;

    /// <summary>Whether the disk or its quota is full.</summary>
    public static bool IsFull(IOException e) => e.HResult is NoSpace or OverQuota;

    /// <summary>An exception for which <see cref="IsFull"/> is true.</summary>
    public static IOException StorageFull() => new("No space left on the disk.", NoSpace);
}
