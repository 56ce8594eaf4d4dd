using CloudBuffer.Web;

namespace CloudBuffer.Buffers;

/// <summary>The signed-in start page: the board, with the buffer on top.</summary>
/// <param name="Content">Null when the buffer is empty.</param>
/// <param name="MaxFileSize">In bytes.</param>
/// <param name="IsAlone">Whether this is the only device on which the user is signed in.</param>
public sealed record HomePage(BufferContent? Content, IReadOnlyList<EarlierText> Earlier, long MaxFileSize, int MaxFiles, TimeSpan ExpireTime, bool IsAlone);

/// <summary>The card of the buffer.</summary>
/// <param name="Content">Null when it is empty.</param>
/// <param name="ExpireTime">For how long it can be kept from now on.</param>
public sealed record ContentCard(BufferContent? Content, TimeSpan ExpireTime);

/// <summary>What lies in the buffer.</summary>
/// <param name="Kind"><c>text</c> or <c>file</c>.</param>
/// <param name="Version">Changes with every write; the ETag of <c>GET /file/buffer</c> is this in quotes.</param>
/// <param name="Name">The file's name; null for text.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Text">The text, or its first part; null for a file.</param>
public sealed record BufferContent(string Kind, string Version, string? Name, string ContentType, long Size, DateTimeOffset ExpiresAt, TextPreview? Text);
