namespace CloudBuffer.Storage;

/// <summary>What a disk refuses for.</summary>
public static class DiskErrors
{
    const int NoSpace = 28; // ENOSPC
    const int OverQuota = 122; // EDQUOT

    /// <summary>Whether the disk, or the server's share of it, is full.</summary>
    public static bool IsNoRoom(IOException e) => e.HResult is NoSpace or OverQuota;

    public static IOException NoRoom(Exception? cause = null) => new("No space left on the disk.", cause) { HResult = NoSpace };
}
