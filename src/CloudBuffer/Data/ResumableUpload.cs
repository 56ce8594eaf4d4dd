namespace CloudBuffer.Data;

/// <summary>An upload that may take several requests (tus 1.0), until it expires; also after it became a file, to tell which.</summary>
public sealed class ResumableUpload
{
    /// <summary>32 hex digits: the name of the blob, and what the upload's address ends with.</summary>
    public required string Id { get; init; }

    public required string OwnerId { get; init; }

    /// <summary>Bytes in all; null as long as the client has not said.</summary>
    public long? Length { get; set; }

    /// <summary>Bytes that have come and would survive a power cut.</summary>
    public long Offset { get; set; }

    /// <summary>The boot of the machine in which <see cref="Offset"/> was written: within it the blob's size is right too, and newer.</summary>
    public required string BootId { get; set; }

    /// <summary>What it becomes.</summary>
    public UploadTarget Target { get; init; }

    public required string Name { get; init; }

    public required string ContentType { get; init; }

    /// <summary>The token of the file it became, encrypted, or the version of the buffer; null until then.</summary>
    public string? Token { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>What a resumable upload becomes once it is whole.</summary>
public enum UploadTarget
{
    /// <summary>A file with a link.</summary>
    File,

    /// <summary>What is in the buffer.</summary>
    Buffer,
}
