namespace CloudBuffer.Tests.Storage;

/// <summary>An ext4 image mounted over a folder, whose power can be cut. Needs root.</summary>
sealed class LoopDisk : IDisposable
{
    readonly string folder;
    string image;

    /// <param name="images">The folder of the images.</param>
    public LoopDisk(string folder, string images, int megabytes)
    {
        this.folder = folder;
        image = Path.Combine(images, "disk0");
        Directory.CreateDirectory(folder);
        using (var file = File.Create(image))
            file.SetLength((long)megabytes << 20);
        Command.Run("/usr/sbin/mkfs.ext4", "-q", "-F", image);
        Mount();
    }

    /// <summary>
    /// Continues with a copy of the image. What the kernel has in memory only, not flushed, is lost.
    /// Nothing may be writing.
    /// </summary>
    public void CutPower()
    {
        var copy = image + "+";
        Command.Run("cp", "--sparse=always", image, copy);
        Dispose();
        image = copy;
        Mount();
    }

    public void Dispose() => Command.Run("umount", "--lazy", folder);

    // The journal is not committed by a timer, only by fsync.
    void Mount() => Command.Run("mount", "-o", "loop,commit=300", image, folder);
}
