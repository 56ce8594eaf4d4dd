using System.Security.Cryptography;
using CloudBuffer.Storage;

namespace CloudBuffer.Uploads;

/// <summary>The hash that the body of one request must have (tus 1.0, checksum).</summary>
public sealed class ChunkChecksum : IDisposable
{
    /// <summary>What <c>Tus-Checksum-Algorithm</c> lists.</summary>
    public const string Algorithms = "sha256,sha1";

    readonly IncrementalHash hash;
    readonly byte[] expected;

    ChunkChecksum(HashAlgorithmName algorithm, byte[] expected)
    {
        hash = IncrementalHash.CreateHash(algorithm);
        this.expected = expected;
    }

    /// <summary>Whether what was read so far is what the client meant to send.</summary>
    public bool IsRight => CryptographicOperations.FixedTimeEquals(hash.GetCurrentHash(), expected);

    /// <param name="header"><c>Upload-Checksum</c>: the algorithm, a space, the hash in Base64.</param>
    /// <returns>Null when it is malformed or the algorithm is not one of ours.</returns>
    public static ChunkChecksum? Parse(string header)
    {
        var words = header.Split(' ');
        if (words.Length != 2 || AlgorithmOf(words[0]) is not { } algorithm)
            return null;
        var expected = new byte[words[1].Length];
        return Convert.TryFromBase64String(words[1], expected, out int length) && length == (algorithm == HashAlgorithmName.SHA1 ? SHA1.HashSizeInBytes : SHA256.HashSizeInBytes)
            ? new ChunkChecksum(algorithm, expected[..length])
            : null;
    }

    public Stream Watch(Stream body) => new HashingStream(hash, body);

    public void Dispose() => hash.Dispose();

    static HashAlgorithmName? AlgorithmOf(string name) => name switch
    {
        "sha256" => HashAlgorithmName.SHA256,
        "sha1" => HashAlgorithmName.SHA1,
        _ => null,
    };

    sealed class HashingStream(IncrementalHash hash, Stream inner) : ReadOnlyStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await inner.ReadAsync(buffer, cancellationToken);
            hash.AppendData(buffer.Span[..read]);
            return read;
        }
    }
}
