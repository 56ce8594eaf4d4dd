using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace CloudBuffer.Storage;

/// <summary>
/// A blob on its way in: written aside, sealed into its place, kept once its row is committed. It holds an exclusive lock on
/// its file all the while, which tells the sweeper, of this process or another, to leave it alone.
/// </summary>
public sealed class IncomingBlob : IDisposable
{
    // Few large writes: 256 KiB is where larger ones stop being faster.
    const int ChunkBytes = 256 * 1024;
    const long WorthPreallocating = 1 << 20;
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    readonly string folder;
    readonly FileStream file;
    IncrementalHash? hash;
    string path;
    bool kept;

    IncomingBlob(string id, string path, string folder, FileStream file)
    {
        Id = id;
        this.path = path;
        this.folder = folder;
        this.file = file;
    }

    /// <summary>32 hex digits.</summary>
    public string Id { get; }

    /// <summary>Bytes written so far.</summary>
    public long Size { get; private set; }

    /// <summary>SHA-256 of the whole, 64 lower-case hex digits; set by <see cref="SealAsync"/>.</summary>
    public string Sha256 { get; private set; } = "";

    SafeFileHandle Handle => file.SafeFileHandle;

    internal static IncomingBlob Create(string id, string path, string folder, long preallocate)
    {
        try
        {
            return new IncomingBlob(id, path, folder, Open(path, FileMode.CreateNew, preallocate)) { hash = NewHash() };
        }
        catch (IOException e) when (preallocate > 0 && !DiskErrors.HasErrno(e))
        {
            // A refused preallocation is the one failure that the runtime reports without its errno.
            throw DiskErrors.StorageFull(e);
        }
    }

    internal static IncomingBlob? Resume(string id, string path, string folder, long offset)
    {
        var file = Open(path, FileMode.OpenOrCreate, preallocate: 0);
        if (file.Length < offset)
        {
            file.Dispose();
            return null;
        }
        file.SetLength(offset);
        return new IncomingBlob(id, path, folder, file) { Size = offset, kept = true, hash = offset == 0 ? NewHash() : null };
    }

    /// <summary>Appends a stream to its end, hashing on the way.</summary>
    /// <exception cref="BadHttpRequestException">413: more than <paramref name="maxBytes"/> came.</exception>
    /// <exception cref="IOException">No room, or the disk or the connection failed. What was written until then stays.</exception>
    public async Task WriteAsync(Stream source, long maxBytes, CancellationToken cancellationToken)
    {
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        int filled = 0;
        try
        {
            for (int read; (read = await source.ReadAsync(chunk.AsMemory(filled, ChunkBytes - filled), cancellationToken)) > 0;)
            {
                if (Size + filled + read > maxBytes)
                    throw new BadHttpRequestException("The body is larger than a file may be.", StatusCodes.Status413PayloadTooLarge);
                filled += read;
                if (filled < ChunkBytes)
                    continue;
                Append(chunk.AsSpan(0, filled));
                filled = 0;
            }
        }
        finally
        {
            // Also what came before the line broke, unless it is the disk that did.
            if (filled < ChunkBytes)
                Append(chunk.AsSpan(0, filled));
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    /// <summary>Makes what was written survive a power cut.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public Task FlushAsync() => BlockingIo.RunAsync(() => Fsync.Flush(Handle));

    /// <summary>Takes the last bytes away again.</summary>
    public void CutTo(long size)
    {
        file.SetLength(size);
        Size = size;
        DropHash();
    }

    /// <summary>Hands on the hash of what was written so far, to whoever goes on with the blob.</summary>
    /// <returns>Null when not all of it was hashed.</returns>
    public IncrementalHash? DetachHash()
    {
        var detached = hash;
        hash = null;
        return detached;
    }

    /// <param name="ofWritten">The hash of exactly the bytes that are there.</param>
    public void AttachHash(IncrementalHash ofWritten)
    {
        DropHash();
        hash = ofWritten;
    }

    /// <summary>Moves the whole blob into its place. It is still deleted on dispose unless kept.</summary>
    /// <param name="durable">Whether bytes and name must survive a power cut from here on.</param>
    /// <exception cref="IOException">The disk refused.</exception>
    public async Task SealAsync(bool durable)
    {
        hash ??= HashAgain();
        Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (durable)
            await FlushAsync();
        var place = Path.Combine(folder, Id);
        File.Move(path, place, overwrite: false);
        path = place;
        if (durable)
            await BlockingIo.RunAsync(() => Fsync.FlushFolder(folder));
    }

    /// <summary>The row stands: the blob stays when this is disposed.</summary>
    public void Keep() => kept = true;

    public void Dispose()
    {
        if (!kept)
            File.Delete(path);
        file.Dispose();
        DropHash();
    }

    void Append(ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(Handle, bytes, Size);
        hash?.AppendData(bytes);
        Size += bytes.Length;
    }

    // Part of it was written by an earlier process, or taken away again.
    IncrementalHash HashAgain()
    {
        var again = NewHash();
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        for (long offset = 0; offset < Size;)
        {
            int read = RandomAccess.Read(Handle, chunk.AsSpan(0, ChunkBytes), offset);
            if (read == 0)
                throw new EndOfStreamException("The blob is shorter than what was written.");
            again.AppendData(chunk, 0, read);
            offset += read;
        }
        ArrayPool<byte>.Shared.Return(chunk);
        return again;
    }

    void DropHash()
    {
        hash?.Dispose();
        hash = null;
    }

    static IncrementalHash NewHash() => IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    static FileStream Open(string path, FileMode mode, long preallocate)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
            PreallocationSize = preallocate >= WorthPreallocating ? preallocate : 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }
}
