using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CloudBuffer.Storage;

/// <summary>
/// <c>fsync</c> with its answer checked: in .NET 10 <c>FileStream.Flush(true)</c> and <c>RandomAccess.FlushToDisk</c>
/// swallow its errors on Unix, and would acknowledge what the disk refused.
/// </summary>
static partial class Fsync
{
    const int Interrupted = 4; // EINTR
    const int OpenReadOnlyFolder = 0x10000 | 0x80000; // O_RDONLY | O_DIRECTORY | O_CLOEXEC on Linux

    /// <exception cref="IOException">The disk did not take the bytes; its HResult is the errno.</exception>
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

    /// <summary>Makes the names in a folder durable: a renamed file has its new name after a power cut only once this is done.</summary>
    /// <exception cref="IOException">The disk did not take the change; its HResult is the errno.</exception>
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
