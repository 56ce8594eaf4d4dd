using CloudBuffer.Access;
using CloudBuffer.Data;

namespace CloudBuffer.Tokens;

/// <summary>The access tokens of the user, and the form for a new one.</summary>
/// <param name="Error">The problem with the form; null initially.</param>
public sealed record TokensPage(IReadOnlyList<AccessToken> Tokens, string? Name, Scopes Scopes, int Days, string? Error);
