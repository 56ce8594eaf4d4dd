using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace CloudBuffer.Access;

/// <summary>Keys that are handed out once. The server keeps only their hashes, which at this strength need no salt and no stretching.</summary>
static class RandomSecret
{
    const int StrongBytes = 32;

    /// <summary>256 random bits as 43 base64url characters.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(StrongBytes));

    /// <summary>SHA-256 as 64 lower-case hex digits.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
