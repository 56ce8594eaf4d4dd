using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace CloudBuffer.Storage;

/// <summary>
/// A blob that is being received: written to a separate folder, moved to its area by <see cref="SealAsync"/>, kept once its row
/// is committed. It holds an exclusive lock on its file, so that no sweeper of this or another process deletes it.
/// </summary>
public sealed class BlobWriter : IDisposable
{
    // Larger blocks are not faster.
    const int BlockBytes = 256 * 1024;
    const int MaxSmallBytes = 64 * 1024;

    readonly string ownerId;
    readonly string incomingPath;
    readonly string folder;
    readonly long expected;
    FileStream? file; // null as long as the blob may be small
    byte[]? small; // the whole content
    long allocated;
    IncrementalHash? hash;
    string path;
    bool kept;

    BlobWriter(string id, string ownerId, string path, string folder, FileStream? file, long expected)
    {
        Id = id;
        this.ownerId = ownerId;
        this.expected = expected;
        incomingPath = this.path = path;
        this.folder = folder;
        this.file = file;
    }

    /// <summary>32 hex digits.</summary>
    public string Id { get; }

    /// <summary>Bytes written so far.</summary>
    public long Size { get; private set; }

    /// <summary>SHA-256 of all bytes, 64 lower-case hex digits; set by <see cref="SealAsync"/>.</summary>
    public string Sha256 { get; private set; } = "";

    SafeFileHandle Handle => (file ??= BlobFile.Create(path)).SafeFileHandle;

    internal static BlobWriter Create(string id, string ownerId, string path, string folder, long expected, bool mayBeSmall) =>
        new(id, ownerId, path, folder, mayBeSmall ? null : BlobFile.Create(path), expected) { hash = BlobHash.New() };

    internal static BlobWriter? Resume(string id, string ownerId, string path, string folder, long? offset)
    {
        var file = BlobFile.Open(path, offset is null ? FileMode.Open : FileMode.OpenOrCreate);
        long size = offset ?? file.Length;
        if (file.Length < size)
        {
            file.Dispose();
            return null;
        }
        file.SetLength(size);
        return new BlobWriter(id, ownerId, path, folder, file, expected: 0) { Size = size, kept = true, hash = size == 0 ? BlobHash.New() : null };
    }

    /// <summary>Appends a stream and hashes it.</summary>
    /// <exception cref="BadHttpRequestException">413: the stream exceeds <paramref name="maxBytes"/>.</exception>
    /// <exception cref="IOException">The disk is full, or the disk or the connection failed. What was written until then remains.</exception>
    public async Task WriteAsync(Stream source, long maxBytes, CancellationToken cancellationToken)
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        var hasher = hash is null ? null : new BlockHasher(hash);
        int filled = 0;
        try
        {
            for (int read; (read = await source.ReadAsync(block.AsMemory(filled, BlockBytes - filled), cancellationToken)) > 0;)
            {
                if (Size + filled + read > maxBytes)
                    throw new BadHttpRequestException("The body exceeds the maximum size.", StatusCodes.Status413PayloadTooLarge);
                filled += read;
                if (filled < BlockBytes)
                    continue;
                Append(block.AsSpan(0, filled));
                block = hasher is null ? block : await hasher.ExchangeAsync(block, filled);
                filled = 0;
            }
        }
        finally
        {
            if (hasher is not null)
                await hasher.CompleteAsync();
            // Keep what arrived before the connection failed, unless the disk failed.
            if (filled < BlockBytes)
            {
                if (file is null && filled <= MaxSmallBytes)
                    (small, Size) = (block[..filled], filled);
                else
                    Append(block.AsSpan(0, filled));
                hash?.AppendData(block, 0, filled);
            }
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    /// <summary>Flushes the bytes to disk, so that they survive a power failure.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public Task FlushAsync() => BlockingIo.RunAsync(ownerId, () => Fsync.Flush(Handle));

    /// <summary>Truncates the blob.</summary>
    public void Truncate(long size)
    {
        RandomAccess.SetLength(Handle, size);
        Size = size;
        DropHash();
    }

    /// <summary>Detaches the hash of the written bytes, for the next request that appends.</summary>
    /// <returns>Null if not all bytes were hashed.</returns>
    public IncrementalHash? DetachHash()
    {
        var detached = hash;
        hash = null;
        return detached;
    }

    /// <param name="ofWritten">The hash of exactly the bytes written so far.</param>
    public void AttachHash(IncrementalHash ofWritten)
    {
        DropHash();
        hash = ofWritten;
    }

    /// <summary>Moves the complete blob to its area, a small one by <see cref="CreateIfSmall"/>. Disposing still deletes it unless it is kept.</summary>
    /// <param name="durable">Whether bytes and name must survive a power failure.</param>
    /// <exception cref="IOException">The disk failed.</exception>
    public async Task SealAsync(bool durable)
    {
        // Missing if part of it was written by an earlier process, or was truncated.
        if (hash is null)
            await BlockingIo.RunAsync(ownerId, () => hash = BlobHash.Of(Handle, Size));
        Sha256 = Convert.ToHexStringLower(hash!.GetCurrentHash());
        var destination = Path.Combine(folder, Id);
        if (small is not null)
        {
            path = destination;
            return;
        }
        if (allocated > Size)
            RandomAccess.SetLength(Handle, Size); // frees what was allocated beyond the end
        if (durable)
            await FlushAsync();
        File.Move(path, destination, overwrite: false);
        path = destination;
        if (durable)
            await BlockingIo.RunAsync(ownerId, () => Fsync.FlushFolder(folder));
    }

    /// <summary>Creates the file of a small sealed blob. It has no lock, so its row must be committed next.</summary>
    public void CreateIfSmall()
    {
        if (small is not null)
            BlobFile.Write(path, small);
    }

    /// <summary>Moves a sealed blob back, because its row could not be committed.</summary>
    public void Unseal()
    {
        if (path != incomingPath)
            File.Move(path, incomingPath, overwrite: false);
        path = incomingPath;
    }

    /// <summary>Call once the row is committed: disposing no longer deletes the blob.</summary>
    public void Keep() => kept = true;

    public void Dispose()
    {
        if (!kept && (file is not null || path != incomingPath))
            File.Delete(path);
        file?.Dispose();
        DropHash();
    }

    void Append(ReadOnlySpan<byte> bytes)
    {
        if (Size + bytes.Length > allocated && expected - allocated >= GrowthSteps.MinBytes)
        {
            long step = Math.Min(GrowthSteps.Next(allocated), expected - allocated);
            Preallocation.Allocate(Handle, allocated, step);
            allocated += step;
        }
        RandomAccess.Write(Handle, bytes, Size);
        Size += bytes.Length;
    }

    void DropHash()
    {
        hash?.Dispose();
        hash = null;
    }
}
