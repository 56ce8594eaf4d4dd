using CloudBuffer.Storage;

namespace CloudBuffer.Files;

/// <summary>A file without a row yet.</summary>
/// <param name="Name">Sanitized.</param>
/// <param name="ContentType">Sanitized.</param>
/// <param name="Blob">Sealed; kept once the row is committed.</param>
public sealed record NewFile(string Name, string ContentType, BlobWriter Blob)
{
    /// <summary>Sent by a guest: the owner's files are not evicted for it.</summary>
    public bool IsFromGuest { get; init; }
}
