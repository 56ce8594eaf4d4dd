namespace CloudBuffer.Tests.Storage;

/// <summary>A tmpfs mounted over a folder. Needs root.</summary>
sealed class SmallDisk : IDisposable
{
    readonly string folder;

    public SmallDisk(string folder, int megabytes)
    {
        this.folder = folder;
        Directory.CreateDirectory(folder);
        Command.Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "cloudbuffer-test", folder);
    }

    public long FreeBytes => new DriveInfo(folder).AvailableFreeSpace;

    public void MakeReadOnly() => Command.Run("mount", "-o", "remount,ro", folder);

    public void MakeWritable() => Command.Run("mount", "-o", "remount,rw", folder);

    public void Dispose() => Command.Run("umount", "--lazy", folder);
}
