using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace CloudBuffer.Storage;

/// <summary>The SHA-256 of a blob, which grows with it.</summary>
static class BlobHash
{
    const int ChunkBytes = 256 * 1024;

    public static IncrementalHash New() => IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Reads the first bytes of a file.</summary>
    /// <exception cref="EndOfStreamException">It has fewer.</exception>
    public static IncrementalHash Of(SafeFileHandle file, long bytes)
    {
        var hash = New();
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        for (long offset = 0; offset < bytes;)
        {
            int read = RandomAccess.Read(file, chunk.AsSpan(0, ChunkBytes), offset);
            if (read == 0)
                throw new EndOfStreamException("The blob is shorter than its written size.");
            hash.AppendData(chunk, 0, read);
            offset += read;
        }
        ArrayPool<byte>.Shared.Return(chunk);
        return hash;
    }
}
