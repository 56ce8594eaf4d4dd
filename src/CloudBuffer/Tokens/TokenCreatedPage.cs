using CloudBuffer.Data;

namespace CloudBuffer.Tokens;

/// <summary>A new access token, shown only once.</summary>
/// <param name="Address">The base URL for commands.</param>
public sealed record TokenCreatedPage(AccessToken Row, string Token, string Address);
