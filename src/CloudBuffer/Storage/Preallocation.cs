using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CloudBuffer.Storage;

/// <summary>
/// <c>fallocate</c> for a file that is being written: .NET can preallocate only the whole file, before the first byte, so a client
/// could fill the disk by announcing a length.
/// </summary>
static partial class Preallocation
{
    const int KeepSize = 1; // FALLOC_FL_KEEP_SIZE

    /// <summary>Allocates disk space. Does nothing where the system or the file system cannot do it.</summary>
    /// <exception cref="IOException">The disk is full (<see cref="DiskErrors.IsFull"/>).</exception>
    public static void Allocate(SafeFileHandle file, long offset, long length)
    {
        if (!OperatingSystem.IsLinux() || FAllocate(file, KeepSize, offset, length) == 0)
            return;
        var error = new IOException("fallocate failed.", Marshal.GetLastPInvokeError());
        if (DiskErrors.IsFull(error))
            throw error;
    }

    [LibraryImport("libc", EntryPoint = "fallocate64", SetLastError = true)]
    private static partial int FAllocate(SafeFileHandle file, int mode, long offset, long length);
}
