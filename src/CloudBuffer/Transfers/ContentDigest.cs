using System.Security.Cryptography;
using CloudBuffer.Responses;
using CloudBuffer.Storage;

namespace CloudBuffer.Transfers;

/// <summary>
/// SHA-256 digests of bodies in header fields (RFC 9530). For what is sent without a content coding <c>Content-Digest</c> and
/// <c>Repr-Digest</c> are the same.
/// </summary>
static class ContentDigest
{
    const string Algorithm = "sha-256";
    static readonly string[] Fields = ["Content-Digest", "Repr-Digest"];

    /// <summary>The field value <c>sha-256=:…:</c>.</summary>
    /// <param name="sha256">64 hex digits.</param>
    public static string Field(string sha256) => $"{Algorithm}=:{Convert.ToBase64String(Convert.FromHexString(sha256))}:";

    /// <summary>What the client says the digest of its body is.</summary>
    /// <returns>None where it says nothing, or only in algorithms that are not known here (RFC 9530 §2: those are ignored).</returns>
    /// <exception cref="ErrorException">It is malformed.</exception>
    public static IReadOnlyList<byte[]> Announced(HttpRequest request)
    {
        var digests = new List<byte[]>();
        foreach (var member in Fields.SelectMany(field => request.Headers.GetCommaSeparatedValues(field)))
        {
            if (member.Split('=', 2) is not [var algorithm, var value])
                throw new ErrorException(Errors.DigestInvalid);
            if (!algorithm.Equals(Algorithm, StringComparison.OrdinalIgnoreCase))
                continue;
            var digest = new byte[SHA256.HashSizeInBytes];
            if (value is not [':', .., ':'] || !Convert.TryFromBase64String(value[1..^1], digest, out int length) || length != digest.Length)
                throw new ErrorException(Errors.DigestInvalid);
            digests.Add(digest);
        }
        return digests;
    }

    /// <summary>Hashes what is read through it.</summary>
    public sealed class HashingStream(Stream inner) : ReadOnlyStream
    {
        readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await inner.ReadAsync(buffer, cancellationToken);
            hash.AppendData(buffer.Span[..read]);
            return read;
        }

        /// <summary>Reads what nobody wanted, and compares.</summary>
        /// <exception cref="ErrorException">A digest does not match.</exception>
        public async Task VerifyAsync(IReadOnlyList<byte[]> digests, CancellationToken cancellationToken)
        {
            var rest = new byte[4096];
            while (await ReadAsync(rest, cancellationToken) > 0)
            {
            }
            var actual = hash.GetHashAndReset();
            if (digests.Any(digest => !digest.AsSpan().SequenceEqual(actual)))
                throw new ErrorException(Errors.DigestMismatch);
        }

        protected override void Dispose(bool disposing)
        {
            hash.Dispose();
            base.Dispose(disposing);
        }
    }
}
