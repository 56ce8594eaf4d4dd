using System.Security.Cryptography;
using CloudBuffer.Responses;
using CloudBuffer.Storage;

namespace CloudBuffer.Transfers;

/// <summary>Verifies the digests of a request body while it is read.</summary>
sealed class DigestVerifier : IDisposable
{
    readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    readonly IReadOnlyList<byte[]> expected;

    public DigestVerifier(Stream body, IReadOnlyList<byte[]> expected)
    {
        this.expected = expected;
        Body = new HashingStream(body, hash);
    }

    /// <summary>To be read instead of the original body.</summary>
    public Stream Body { get; }

    /// <summary>Reads the rest of the body and compares the digests.</summary>
    /// <exception cref="ErrorException">A digest does not match.</exception>
    public async Task VerifyAsync(CancellationToken cancellationToken)
    {
        await Body.CopyToAsync(Stream.Null, cancellationToken);
        var actual = hash.GetHashAndReset();
        if (expected.Any(digest => !digest.AsSpan().SequenceEqual(actual)))
            throw new ErrorException(Errors.DigestMismatch);
    }

    public void Dispose() => hash.Dispose();
}
