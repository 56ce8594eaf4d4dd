using System.Text;
using Microsoft.Win32.SafeHandles;

namespace CloudBuffer.Display;

/// <summary>The first part of a text, for a page.</summary>
/// <param name="IsCut">Whether the text is longer.</param>
public sealed record TextPreview(string Text, bool IsCut)
{
    /// <param name="size">Bytes of the whole blob.</param>
    /// <param name="maxBytes">The longest preview.</param>
    public static async Task<TextPreview> ReadAsync(SafeFileHandle blob, long size, int maxBytes, CancellationToken cancellationToken)
    {
        var bytes = new byte[Math.Min(size, maxBytes)];
        int read = await RandomAccess.ReadAsync(blob, bytes, 0, cancellationToken);
        // The cut may split a character, which then decodes to the replacement character.
        return new TextPreview(Encoding.UTF8.GetString(bytes, 0, read).TrimEnd('\uFFFD'), size > maxBytes);
    }
}
