
namespace CloudBuffer.Data;

/// <summary>A short text that lay in the buffer before, and can be brought back until its time is up.</summary>
public sealed class BufferText
{
    /// <summary>Grows, so it orders them by age.</summary>
    public long Id { get; init; }

    public required string OwnerId { get; init; }

    /// <summary>32 hex digits: the name of the blob, which was that of the buffer.</summary>
    public required string BlobId { get; init; }

    /// <summary>In bytes.</summary>
    public required long Size { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}
