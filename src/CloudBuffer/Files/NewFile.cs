using CloudBuffer.Storage;

namespace CloudBuffer.Files;

/// <summary>A file whose bytes have come and which has no row yet.</summary>
/// <param name="Name">Cleaned.</param>
/// <param name="ContentType">Cleaned.</param>
/// <param name="Blob">Sealed; it is kept once the row stands.</param>
public sealed record NewFile(string Name, string ContentType, IncomingBlob Blob)
{
    /// <summary>Somebody without an account sends it: the owner's own files do not make place for it.</summary>
    public bool IsFromGuest { get; init; }
}
