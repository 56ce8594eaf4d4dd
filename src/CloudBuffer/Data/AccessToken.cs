
namespace CloudBuffer.Data;

/// <summary>A key that a program of one user carries. Of the token itself only a hash is kept.</summary>
public sealed class AccessToken
{
    /// <summary>12 hex digits: the part of the token that is no secret.</summary>
    public required string Id { get; init; }

    public required string OwnerId { get; init; }

    /// <summary>What its owner calls it.</summary>
    public required string Name { get; init; }

    /// <summary>Names separated by spaces, such as <c>buffer:read file:write</c>.</summary>
    public required string Scopes { get; init; }

    /// <summary>SHA-256 of the secret part, 64 lower-case hex digits.</summary>
    public required string SecretHash { get; init; }

    /// <summary>The owner's security stamp when it was made: another password ends the token.</summary>
    public required string SecurityStamp { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>To the minute; null before the first use.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>The address it was last used from.</summary>
    public string? LastUsedFrom { get; init; }
}
