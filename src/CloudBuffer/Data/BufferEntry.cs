namespace CloudBuffer.Data;

/// <summary>What lies in one user's buffer. Each write replaces the row as a whole.</summary>
public sealed class BufferEntry
{
    public required string OwnerId { get; init; }

    public required BufferKind Kind { get; set; }

    /// <summary>The file's name; null for text.</summary>
    public string? Name { get; set; }

    public required string ContentType { get; set; }

    /// <summary>In bytes.</summary>
    public required long Size { get; set; }

    /// <summary>64 lower-case hex digits; empty for what was put in before they were kept.</summary>
    public required string Sha256 { get; set; }

    /// <summary>32 hex digits: the name of the blob, new with every write and so the version of the buffer too.</summary>
    public required string BlobId { get; set; }

    public required DateTimeOffset CreatedAt { get; set; }

    public required DateTimeOffset ExpiresAt { get; set; }
}
