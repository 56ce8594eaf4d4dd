using CloudBuffer.Access;
using CloudBuffer.Data;

namespace CloudBuffer.Tokens;

/// <summary>The tokens of the signed-in user and the form for another one.</summary>
/// <param name="Error">What was wrong with the form; null on the first visit.</param>
public sealed record TokensPage(IReadOnlyList<AccessToken> Tokens, string? Name, Scopes Scopes, int Days, string? Error);
