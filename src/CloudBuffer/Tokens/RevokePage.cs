using CloudBuffer.Data;

namespace CloudBuffer.Tokens;

/// <summary>Asks before a token is revoked.</summary>
public sealed record RevokePage(AccessToken Token);
