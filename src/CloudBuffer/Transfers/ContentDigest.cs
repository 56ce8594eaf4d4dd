using System.Security.Cryptography;
using CloudBuffer.Responses;

namespace CloudBuffer.Transfers;

/// <summary>
/// SHA-256 digests in header fields (RFC 9530). Without a content coding <c>Content-Digest</c> and <c>Repr-Digest</c> are the same.
/// </summary>
static class ContentDigest
{
    const string Algorithm = "sha-256";
    static readonly string[] Fields = ["Content-Digest", "Repr-Digest"];

    /// <summary>The field value <c>sha-256=:…:</c>.</summary>
    /// <param name="sha256">64 hex digits.</param>
    public static string Format(string sha256) => $"{Algorithm}=:{Convert.ToBase64String(Convert.FromHexString(sha256))}:";

    /// <summary>The digests that the client announces for its body.</summary>
    /// <returns>Empty if there is none, or only with unknown algorithms, which are ignored (RFC 9530 §2).</returns>
    /// <exception cref="ErrorException">A field is malformed.</exception>
    public static IReadOnlyList<byte[]> Parse(HttpRequest request)
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
}
