using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace CloudBuffer.Access;

/// <summary>
/// Random secrets for links, sessions and access tokens. The server stores only their hashes. Random secrets of 128 bits and more need
/// neither salt nor key stretching.
/// </summary>
static class RandomSecret
{
    /// <summary>256 random bits as 43 base64url characters.</summary>
    public static string New() => New(bytes: 32);

    /// <param name="bytes">16 bytes make 22 base64url characters.</param>
    public static string New(int bytes) => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(bytes));

    /// <summary>SHA-256 as 64 lower-case hex digits.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
