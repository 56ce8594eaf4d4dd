namespace CloudBuffer.Data;

/// <summary>A file with a share link. Only its expiry and its downloads ever change.</summary>
public sealed class StoredFile
{
    /// <summary>Ascending, so it orders files by age regardless of the clock.</summary>
    public long Id { get; init; }

    public required string OwnerId { get; init; }

    /// <summary>SHA-256 of the token, 64 lower-case hex digits. A link is found by it.</summary>
    public required string TokenHash { get; init; }

    /// <summary>The token, encrypted with the server's Data Protection keys, so that the owner can see the link again.</summary>
    public required string Token { get; init; }

    /// <summary>For display and for Content-Disposition, never for a path.</summary>
    public required string Name { get; init; }

    public required string ContentType { get; init; }

    /// <summary>In bytes.</summary>
    public required long Size { get; init; }

    /// <summary>64 lower-case hex digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>32 hex digits: the name of the blob.</summary>
    public required string BlobId { get; init; }

    /// <summary>Complete downloads.</summary>
    public int Downloads { get; init; }

    /// <summary>Sent by a guest.</summary>
    public bool IsFromGuest { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}
