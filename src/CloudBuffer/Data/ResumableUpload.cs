namespace CloudBuffer.Data;

/// <summary>
/// A resumable upload (tus 1.0). The row remains after completion, so that a client can query the result: until it expires, or the user
/// has completed a hundred others.
/// </summary>
public sealed class ResumableUpload
{
    /// <summary>32 hex digits: the name of the blob and the last segment of the upload URL.</summary>
    public required string Id { get; init; }

    public required string OwnerId { get; init; }

    /// <summary>Total bytes; null until the client sends them (<c>Upload-Defer-Length</c>).</summary>
    public long? Length { get; set; }

    /// <summary>Bytes received and flushed to disk.</summary>
    public long Offset { get; set; }

    /// <summary>The boot of the machine in which <see cref="Offset"/> was written. Within the same boot the size of the blob is newer and reliable.</summary>
    public required string BootId { get; set; }

    public UploadTarget Target { get; init; }

    public required string Name { get; init; }

    public required string ContentType { get; init; }

    /// <summary>For a file: its token, encrypted. For the buffer: its version. Null until the upload is complete.</summary>
    public string? Result { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Moves with each received byte.</summary>
    public required DateTimeOffset ExpiresAt { get; set; }
}
