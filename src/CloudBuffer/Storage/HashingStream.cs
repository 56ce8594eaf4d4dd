using System.Security.Cryptography;

namespace CloudBuffer.Storage;

/// <summary>Adds everything that is read through it to a hash, which the caller owns.</summary>
sealed class HashingStream(Stream inner, IncrementalHash hash) : ReadOnlyStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await inner.ReadAsync(buffer, cancellationToken);
        hash.AppendData(buffer.Span[..read]);
        return read;
    }
}
