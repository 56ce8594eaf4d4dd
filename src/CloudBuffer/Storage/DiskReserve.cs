namespace CloudBuffer.Storage;

/// <summary>The part of the disk that blobs never use, so that the database can always be written.</summary>
static class DiskReserve
{
    const long MaxBytes = 1L << 30;
    const int Divisor = 20; // 5 %

    /// <summary>All bytes of the disk of a folder.</summary>
    public static long TotalBytes(string folder) => new DriveInfo(folder).TotalSize;

    /// <summary>Free bytes of the disk of a folder, less the reserve.</summary>
    public static long FreeBytes(string folder)
    {
        var disk = new DriveInfo(folder);
        return Math.Max(0, disk.AvailableFreeSpace - Math.Min(MaxBytes, disk.TotalSize / Divisor));
    }
}
