namespace CloudBuffer.Buffers;

/// <summary>The signed-in start page: the buffer.</summary>
/// <param name="Content">Null when the buffer is empty.</param>
/// <param name="MaxFileSize">In bytes.</param>
public sealed record HomePage(BufferContent? Content, IReadOnlyList<EarlierText> Earlier, long MaxFileSize, TimeSpan ExpireTime);

/// <summary>What lies in the buffer.</summary>
/// <param name="Kind"><c>text</c> or <c>file</c>.</param>
/// <param name="Version">Changes with every write; the ETag of <c>GET /file/buffer</c> is this in quotes.</param>
/// <param name="Name">The file's name; null for text.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Text">The text, or its first part; null for a file.</param>
/// <param name="TextIsCut">Whether <paramref name="Text"/> is only the beginning.</param>
public sealed record BufferContent(string Kind, string Version, string? Name, string ContentType, long Size, DateTimeOffset ExpiresAt, string? Text, bool TextIsCut);
