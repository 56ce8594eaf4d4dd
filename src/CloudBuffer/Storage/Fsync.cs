using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CloudBuffer.Storage;

/// <summary>
/// <c>fsync</c> with its result checked: in .NET 10 <c>FileStream.Flush(true)</c> and <c>RandomAccess.FlushToDisk</c>
/// ignore its errors on Unix, so a failed write would be acknowledged.
/// </summary>
static partial class Fsync
{
    const int Interrupted = 4; // EINTR
    const int OpenReadOnlyFolder = 0x10000 | 0x80000; // O_RDONLY | O_DIRECTORY | O_CLOEXEC on Linux

    /// <exception cref="IOException">The disk failed; HResult is the errno.</exception>
    public static void Flush(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(file);
            return;
        }
        while (FSync(file) != 0)
        {
            if (Marshal.GetLastPInvokeError() != Interrupted)
                throw Failure("fsync");
        }
    }

    /// <summary>Flushes the entries of a folder: only then does a renamed file keep its new name after a power cut.</summary>
    /// <exception cref="IOException">The disk failed; HResult is the errno.</exception>
    public static void FlushFolder(string path)
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var folder = new SafeFileHandle(Open(path, OpenReadOnlyFolder), ownsHandle: true);
        if (folder.IsInvalid)
            throw Failure("open");
        Flush(folder);
    }

    static IOException Failure(string call)
    {
        int errno = Marshal.GetLastPInvokeError();
        return new IOException($"{call}: {Marshal.GetPInvokeErrorMessage(errno)}", errno);
    }

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(string path, int flags);
}
