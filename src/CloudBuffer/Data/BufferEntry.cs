namespace CloudBuffer.Data;

/// <summary>The latest item of a user. Each write replaces the whole row.</summary>
public sealed class BufferEntry
{
    public required string OwnerId { get; init; }

    public required BufferKind Kind { get; set; }

    /// <summary>The file's name; null for text.</summary>
    public string? Name { get; set; }

    public required string ContentType { get; set; }

    /// <summary>In bytes.</summary>
    public required long Size { get; set; }

    /// <summary>64 lower-case hex digits.</summary>
    public required string Sha256 { get; set; }

    /// <summary>32 hex digits: the name of the blob.</summary>
    public required string BlobId { get; set; }

    /// <summary>Changes with every write, because each write creates a blob.</summary>
    public string Version => BlobId;

    public required DateTimeOffset CreatedAt { get; set; }

    public required DateTimeOffset ExpiresAt { get; set; }
}
