using System.Runtime.InteropServices;

namespace CloudBuffer.Storage;

/// <summary>Files that only the user of the process can access: mode 0600, and 0700 for folders.</summary>
public static partial class PrivateFiles
{
    const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    const UnixFileMode FolderMode = FileMode | UnixFileMode.UserExecute;
    const uint GroupAndOthers = 0b111_111;

    /// <summary>Everything that this process creates from now on is private, also by libraries such as SQLite.</summary>
    public static void UseByDefault()
    {
        if (!OperatingSystem.IsWindows())
            _ = SetUmask(GroupAndOthers);
    }

    /// <summary>Makes a file private that an earlier version or another program created. A missing file is ignored.</summary>
    /// <exception cref="UnauthorizedAccessException">It belongs to another user.</exception>
    public static void Restrict(string path)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(path))
            File.SetUnixFileMode(path, FileMode);
    }

    /// <exception cref="IOException">The folder cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be created or belongs to another user.</exception>
    public static DirectoryInfo CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            return Directory.CreateDirectory(path);
        var folder = Directory.CreateDirectory(path, FolderMode);
        folder.UnixFileMode = FolderMode;
        return folder;
    }

    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial uint SetUmask(uint mask);
}
