namespace CloudBuffer.Tests;

/// <summary>The JSON of a new access token.</summary>
public sealed record CreatedToken(string Token, string Id, string Name, string Scope, DateTimeOffset ExpiresAt, string Curl)
{
    public (string, string) Header => ("Authorization", $"Bearer {Token}");
}
