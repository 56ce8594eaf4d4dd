namespace CloudBuffer.Storage;

/// <summary>Folders that only the user of the process can access (mode 0700).</summary>
static class PrivateFolder
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <exception cref="IOException">The folder cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be created or belongs to another user.</exception>
    public static DirectoryInfo Create(string path)
    {
        if (OperatingSystem.IsWindows())
            return Directory.CreateDirectory(path);
        var folder = Directory.CreateDirectory(path, OwnerOnly);
        folder.UnixFileMode = OwnerOnly;
        return folder;
    }
}
