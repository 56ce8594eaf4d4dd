using System.Security.Cryptography;
using System.Text;
using CloudBuffer.Access;

namespace CloudBuffer.Tokens;

/// <summary>An access token in its written form: <c>cb_ID_SECRET</c>, 12 hex digits and 43 base64url characters of 256 random bits.</summary>
public sealed record AccessTokenValue(string Id, string Secret)
{
    const string Prefix = "cb_";
    const int IdLength = 12;
    const int SecretLength = 43;

    public static AccessTokenValue New() =>
        new(RandomNumberGenerator.GetHexString(IdLength, lowercase: true), RandomSecret.New());

    /// <returns>Null if it is malformed.</returns>
    public static AccessTokenValue? Parse(string text) =>
        text.Length == Prefix.Length + IdLength + 1 + SecretLength && text.StartsWith(Prefix, StringComparison.Ordinal) && text[Prefix.Length + IdLength] == '_'
            ? new AccessTokenValue(text[Prefix.Length..(Prefix.Length + IdLength)], text[^SecretLength..])
            : null;

    /// <summary>SHA-256 of the secret, 64 lower-case hex digits.</summary>
    public string SecretHash => RandomSecret.Hash(Secret);

    public bool Matches(string secretHash) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(SecretHash), Encoding.ASCII.GetBytes(secretHash));

    public override string ToString() => $"{Prefix}{Id}_{Secret}";
}
