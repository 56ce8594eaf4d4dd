namespace CloudBuffer.Data;

/// <summary>A text that a newer item replaced. It can be restored until it expires.</summary>
public sealed class BufferText
{
    /// <summary>Ascending, so it orders the texts by age.</summary>
    public long Id { get; init; }

    public required string OwnerId { get; init; }

    /// <summary>32 hex digits: the name of the blob.</summary>
    public required string BlobId { get; init; }

    /// <summary>In bytes.</summary>
    public required long Size { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}
