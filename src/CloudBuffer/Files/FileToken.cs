using System.Buffers.Text;
using CloudBuffer.Access;

namespace CloudBuffer.Files;

/// <summary>The token of a share link: 128 random bits as 22 base64url characters.</summary>
static class FileToken
{
    const int Bytes = 16;
    const int Length = 22;

    public static string New() => RandomSecret.New(Bytes);

    /// <returns>SHA-256 as 64 lower-case hex digits; null for a malformed token.</returns>
    public static string? Hash(string? token) => token is { Length: Length } && Base64Url.IsValid(token) ? RandomSecret.Hash(token) : null;
}
