namespace CloudBuffer.Transfers;

/// <summary>One file or text of an upload.</summary>
/// <param name="FileName">Sanitized; null for a text.</param>
/// <param name="ContentType">Sanitized, without parameters; as the client or the extension says.</param>
/// <param name="Length">In bytes; null if unknown before the end.</param>
/// <param name="Body">To be read to its end before the next part is requested.</param>
public sealed record UploadPart(string? FileName, string ContentType, long? Length, Stream Body)
{
    /// <summary>Whether it is a text, converted to UTF-8 if its content type declares another charset. Its bytes may still be invalid.</summary>
    public bool IsText { get; init; }

    /// <summary>Whether it is a text if its bytes are UTF-8, and else a file.</summary>
    public bool MayBeText { get; init; }

    /// <summary>A text that is already in memory or on disk.</summary>
    public static UploadPart Text(Stream body, long length) => new(null, "text/plain", length, body) { IsText = true };
}
