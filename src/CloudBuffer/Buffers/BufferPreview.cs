using CloudBuffer.Display;

namespace CloudBuffer.Buffers;

/// <summary>What lies in the buffer.</summary>
/// <param name="Kind"><c>text</c> or <c>file</c>.</param>
/// <param name="Version">Changes with every write; the ETag of <c>GET /file/buffer</c> is this in quotes.</param>
/// <param name="Name">The file's name; null for text.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Text">The text, or its first part; null for a file.</param>
public sealed record BufferPreview(string Kind, string Version, string? Name, string ContentType, long Size, DateTimeOffset ExpiresAt, TextPreview? Text);
