namespace CloudBuffer.Data;

/// <summary>An access token of a user, for a program. Only a hash of its secret is stored.</summary>
public sealed class AccessToken
{
    /// <summary>12 hex digits: the public part of the token.</summary>
    public required string Id { get; init; }

    public required string OwnerId { get; init; }

    /// <summary>The name that the owner chose.</summary>
    public required string Name { get; init; }

    /// <summary>Names separated by spaces, such as <c>buffer:read file:write</c>.</summary>
    public required string Scopes { get; init; }

    /// <summary>SHA-256 of the secret part, 64 lower-case hex digits.</summary>
    public required string SecretHash { get; init; }

    /// <summary>The owner's security stamp at creation. A new password changes the stamp, which revokes the token.</summary>
    public required string SecurityStamp { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Accurate to a minute; null before the first use.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>The client address at <see cref="LastUsedAt"/>.</summary>
    public string? LastUsedFrom { get; init; }
}
