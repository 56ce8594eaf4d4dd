
namespace CloudBuffer.Data;

/// <summary>The record of one file behind a link. Only its end and the count of its downloads are ever changed.</summary>
public sealed class StoredFile
{
    /// <summary>Grows with every commit, so it orders files by age whatever the clock does.</summary>
    public long Id { get; init; }

    public required string OwnerId { get; init; }

    /// <summary>SHA-256 of the token as 64 lower-case hex digits: what a link is found by.</summary>
    public required string TokenHash { get; init; }

    /// <summary>The token, encrypted with the server's Data Protection keys, so that its owner can be shown the link again.</summary>
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

    /// <summary>How often it was downloaded whole.</summary>
    public int Downloads { get; init; }

    /// <summary>Somebody without an account has sent it.</summary>
    public bool IsFromGuest { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}
