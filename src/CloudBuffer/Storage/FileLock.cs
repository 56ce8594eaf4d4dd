using Microsoft.Win32.SafeHandles;

namespace CloudBuffer.Storage;

/// <summary>The exclusive lock that a writer holds on its blob, in any process.</summary>
static class FileLock
{
    /// <returns>Null if the file is locked or does not exist.</returns>
    public static SafeFileHandle? TryAcquire(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public static bool IsHeld(string path)
    {
        using var acquired = TryAcquire(path);
        return acquired is null && File.Exists(path);
    }
}
