using System.ComponentModel;

namespace CloudBuffer.Tokens;

/// <summary>An access token in a list, without its secret.</summary>
sealed record AccessTokenResponse(
    [property: Description("The public part.")] string Id,
    [property: Description("The purpose, in the words of the user.")] string Name,
    [property: Description("Scopes, separated by spaces.")] string Scope,
    [property: Description("UTC.")] DateTime CreatedAt,
    [property: Description("UTC.")] DateTime ExpiresAt,
    [property: Description("UTC; null before the first use.")] DateTime? LastUsedAt,
    [property: Description("The client address; null before the first use.")] string? LastUsedFrom);
