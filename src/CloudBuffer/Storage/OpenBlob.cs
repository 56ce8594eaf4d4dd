using Microsoft.Win32.SafeHandles;

namespace CloudBuffer.Storage;

/// <summary>A blob that is open for reading. It can be read completely even if it is deleted meanwhile.</summary>
public sealed class OpenBlob(SafeFileHandle handle, IDisposable tracking) : IDisposable
{
    public SafeFileHandle Handle => handle;

    public void Dispose()
    {
        handle.Dispose();
        tracking.Dispose();
    }
}
