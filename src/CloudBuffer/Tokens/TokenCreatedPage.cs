using CloudBuffer.Data;

namespace CloudBuffer.Tokens;

/// <summary>A token just made, shown this once.</summary>
/// <param name="Address">What its commands begin with.</param>
public sealed record TokenCreatedPage(AccessToken Row, string Token, string Address);
