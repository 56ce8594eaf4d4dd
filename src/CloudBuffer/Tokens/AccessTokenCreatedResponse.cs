using System.ComponentModel;

namespace CloudBuffer.Tokens;

/// <summary>A new access token. Its secret is shown this once.</summary>
sealed record AccessTokenCreatedResponse(
    [property: Description("The access token.")] string Token,
    [property: Description("The public part.")] string Id,
    [property: Description("The purpose, in the words of the user.")] string Name,
    [property: Description("Scopes, separated by spaces.")] string Scope,
    [property: Description("UTC.")] DateTime ExpiresAt,
    [property: Description("A curl command that uses the token.")] string Curl);
