using CloudBuffer.Display;

namespace CloudBuffer.Buffers;

/// <summary>The latest item, as far as a page shows it.</summary>
/// <param name="Kind"><c>text</c> or <c>file</c>.</param>
/// <param name="Version">Changes with every write. In quotes it is the ETag of <c>GET /file/buffer</c>.</param>
/// <param name="Name">The file name; null for a text.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Text">The text or its first part; null for a file.</param>
public sealed record BufferPreview(string Kind, string Version, string? Name, string ContentType, long Size, DateTimeOffset ExpiresAt, TextPreview? Text);
