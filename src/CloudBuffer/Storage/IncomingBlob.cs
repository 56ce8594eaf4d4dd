using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace CloudBuffer.Storage;

/// <summary>
/// A blob on its way in: written under <c>_incoming</c>, sealed into its place, kept once its row is committed. It holds an
/// exclusive lock on its file all the while, which tells the sweeper, of this process or another, to leave it alone.
/// </summary>
public sealed class IncomingBlob : IDisposable
{
    // Few large writes: 256 KiB is where larger ones stop being faster.
    const int ChunkBytes = 256 * 1024;

    readonly string folder;
    readonly FileStream file;
    readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    string path;
    bool kept;

    internal IncomingBlob(string id, string path, string folder, long preallocate)
    {
        Id = id;
        this.path = path;
        this.folder = folder;
        try
        {
            file = new FileStream(path, Options(preallocate));
        }
        catch (IOException e) when (preallocate > 0 && Directory.Exists(folder))
        {
            // The runtime reports a refused preallocation without its errno.
            throw DiskErrors.NoRoom(e);
        }
    }

    /// <summary>32 hex digits.</summary>
    public string Id { get; }

    /// <summary>Bytes written so far.</summary>
    public long Size { get; private set; }

    /// <summary>SHA-256 of what was written, 64 lower-case hex digits; set by <see cref="Seal"/>.</summary>
    public string Sha256 { get; private set; } = "";

    SafeFileHandle Handle => file.SafeFileHandle;

    /// <summary>Copies a stream to its end, hashing on the way.</summary>
    /// <exception cref="BadHttpRequestException">413: more than <paramref name="maxBytes"/> came.</exception>
    /// <exception cref="IOException">No room, or the disk or the connection failed.</exception>
    public async Task WriteAsync(Stream source, long maxBytes, CancellationToken cancellationToken)
    {
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            for (int read; (read = await source.ReadAtLeastAsync(chunk, ChunkBytes, throwOnEndOfStream: false, cancellationToken)) > 0;)
            {
                if (Size + read > maxBytes)
                    throw new BadHttpRequestException("The body is larger than a file may be.", StatusCodes.Status413PayloadTooLarge);
                RandomAccess.Write(Handle, chunk.AsSpan(0, read), Size);
                hash.AppendData(chunk, 0, read);
                Size += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    /// <summary>Moves the whole blob into its place. It is still deleted on dispose unless kept.</summary>
    /// <param name="durable">Whether bytes and name must survive a power cut from here on.</param>
    /// <exception cref="IOException">The disk refused.</exception>
    public void Seal(bool durable)
    {
        Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (durable)
            DurableFs.Flush(Handle);
        var place = Path.Combine(folder, Id);
        File.Move(path, place, overwrite: false);
        path = place;
        if (durable)
            DurableFs.FlushFolder(folder);
    }

    /// <summary>The row stands: the blob stays when this is disposed.</summary>
    public void Keep() => kept = true;

    public void Dispose()
    {
        if (!kept)
            File.Delete(path);
        file.Dispose();
        hash.Dispose();
    }

    static FileStreamOptions Options(long preallocate)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            BufferSize = 0,
            PreallocationSize = preallocate,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
