using CloudBuffer.Data;

namespace CloudBuffer.Tokens;

/// <summary>The confirmation before an access token is revoked.</summary>
public sealed record RevokePage(AccessToken Token);
