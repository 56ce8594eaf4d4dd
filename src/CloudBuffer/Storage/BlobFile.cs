namespace CloudBuffer.Storage;

/// <summary>Opens the file of a blob for writing, with an exclusive lock and mode 0600.</summary>
static class BlobFile
{
    /// <summary>EWOULDBLOCK: another process or request holds the lock on the file.</summary>
    public const int WouldBlock = 11;

    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <exception cref="IOException">The disk is full (<see cref="DiskErrors.IsFull"/>) or failed.</exception>
    public static FileStream Create(string path)
    {
        for (; ; )
        {
            try
            {
                var file = Open(path, FileMode.CreateNew);
                if (File.Exists(path))
                    return file;
                file.Dispose();
            }
            catch (IOException e) when (e.HResult == WouldBlock || File.Exists(path))
            {
            }
            // A sweeper locked or deleted the file between its creation and its lock. It is empty, so try again.
        }
    }

    /// <exception cref="IOException">The file is locked (<see cref="WouldBlock"/>), or the disk failed.</exception>
    public static FileStream Open(string path, FileMode mode)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows() && mode != FileMode.Open)
            options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }

    /// <summary>Creates a complete small file, without a lock.</summary>
    public static void Write(string path, byte[] content)
    {
        using var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.Write(handle, content, fileOffset: 0);
    }
}
