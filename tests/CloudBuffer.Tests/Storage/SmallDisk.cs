using System.Diagnostics;

namespace CloudBuffer.Tests.Storage;

/// <summary>A tmpfs mounted over a folder. Needs root.</summary>
sealed class SmallDisk : IDisposable
{
    readonly string folder;

    public SmallDisk(string folder, int megabytes)
    {
        this.folder = folder;
        Directory.CreateDirectory(folder);
        Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "cloudbuffer-test", folder);
    }

    public long FreeBytes => new DriveInfo(folder).AvailableFreeSpace;

    public void MakeReadOnly() => Run("mount", "-o", "remount,ro", folder);

    public void MakeWritable() => Run("mount", "-o", "remount,rw", folder);

    public void Dispose() => Run("umount", "--lazy", folder);

    static void Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{command} needs root: {errors}");
    }
}
