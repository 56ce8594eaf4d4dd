using System.Text;
using Microsoft.Win32.SafeHandles;

namespace CloudBuffer.Display;

/// <summary>The beginning of a text, for a page.</summary>
/// <param name="IsCut">Whether there is more of it.</param>
public sealed record TextPreview(string Text, bool IsCut)
{
    /// <param name="size">Bytes of the whole blob.</param>
    /// <param name="maxBytes">Bytes to show at most.</param>
    public static async Task<TextPreview> ReadAsync(SafeFileHandle blob, long size, int maxBytes, CancellationToken cancellationToken)
    {
        var bytes = new byte[Math.Min(size, maxBytes)];
        int read = await RandomAccess.ReadAsync(blob, bytes, 0, cancellationToken);
        // A cut may fall into the midst of a character: what is left of it is not shown.
        return new TextPreview(Encoding.UTF8.GetString(bytes, 0, read).TrimEnd('\uFFFD'), size > maxBytes);
    }
}
