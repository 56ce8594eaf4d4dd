using System.Security.Cryptography;
using CloudBuffer.Storage;

namespace CloudBuffer.Uploads;

/// <summary>The expected hash of one request body (tus 1.0, checksum).</summary>
public sealed class ChunkChecksum : IDisposable
{
    /// <summary>The value of <c>Tus-Checksum-Algorithm</c>.</summary>
    public const string Algorithms = "sha256,sha1";

    readonly IncrementalHash hash;
    readonly byte[] expected;

    ChunkChecksum(HashAlgorithmName algorithm, byte[] expected)
    {
        hash = IncrementalHash.CreateHash(algorithm);
        this.expected = expected;
    }

    /// <summary>Whether the bytes read so far have the expected hash.</summary>
    public bool IsValid => CryptographicOperations.FixedTimeEquals(hash.GetCurrentHash(), expected);

    /// <param name="header"><c>Upload-Checksum</c>: the algorithm, a space, the hash in Base64.</param>
    /// <returns>Null if it is malformed or the algorithm is not supported.</returns>
    public static ChunkChecksum? Parse(string header)
    {
        if (header.Split(' ') is not [var name, var base64] || AlgorithmOf(name) is not var (algorithm, size))
            return null;
        var expected = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, expected, out int length) && length == size ? new ChunkChecksum(algorithm, expected[..length]) : null;
    }

    /// <summary>The same stream; what is read through it is hashed.</summary>
    public Stream Wrap(Stream body) => new HashingStream(body, hash);

    public void Dispose() => hash.Dispose();

    static (HashAlgorithmName Algorithm, int Bytes)? AlgorithmOf(string name) => name switch
    {
        "sha256" => (HashAlgorithmName.SHA256, SHA256.HashSizeInBytes),
        "sha1" => (HashAlgorithmName.SHA1, SHA1.HashSizeInBytes),
        _ => null,
    };
}
