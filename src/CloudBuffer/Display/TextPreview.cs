using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace CloudBuffer.Display;

/// <summary>The first part of a text, for a page.</summary>
/// <param name="IsCut">Whether the text is longer.</param>
public sealed record TextPreview(string Text, bool IsCut)
{
    const int MaxCharacterBytes = 4;

    static readonly UnicodeEncoding[] Utf16 =
        [.. new[] { false, true }.Select(bigEndian => new UnicodeEncoding(bigEndian, byteOrderMark: true, throwOnInvalidBytes: true))];

    /// <summary>Whether a browser shows exactly these characters: HTML has no U+0000, and reads C1 control characters as Windows-1252.</summary>
    public bool IsExactInHtml => !Text.Any(letter => letter is '\0' or (>= '\u0080' and <= '\u009F'));

    /// <summary>Reads bytes of a text at an offset.</summary>
    /// <returns>Their number.</returns>
    public delegate int ReadBytes(Span<byte> buffer, long offset);

    /// <param name="size">Bytes of the whole text.</param>
    /// <param name="maxBytes">The longest preview.</param>
    /// <returns>Null if the text is neither UTF-8 nor, by its byte order mark, UTF-16.</returns>
    public static TextPreview? Read(ReadBytes readBytes, long size, int maxBytes)
    {
        var bytes = new byte[Math.Min(size, maxBytes)];
        int read = readBytes(bytes, 0);
        bool isCut = size > maxBytes;
        return Decode(bytes.AsSpan(0, read), isCut) is { } text ? new TextPreview(text, isCut) : null;
    }

    static string? Decode(ReadOnlySpan<byte> bytes, bool isCut)
    {
        foreach (var utf16 in Utf16)
        {
            if (bytes.StartsWith(utf16.Preamble))
                return DecodeUtf16(utf16, bytes[utf16.Preamble.Length..], isCut);
        }
        if (isCut)
            bytes = bytes[..^SplitCharacterBytes(bytes)];
        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null;
    }

    static string? DecodeUtf16(Encoding utf16, ReadOnlySpan<byte> bytes, bool isCut)
    {
        try
        {
            // A cut may be within a pair of surrogates.
            return utf16.GetString(isCut ? bytes[..^(bytes.Length % 2)] : bytes);
        }
        catch (DecoderFallbackException) when (isCut && bytes.Length > MaxCharacterBytes)
        {
            return DecodeUtf16(utf16, bytes[..^2], isCut: false);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>Bytes of a character at the end whose other bytes are missing.</summary>
    static int SplitCharacterBytes(ReadOnlySpan<byte> bytes)
    {
        for (int tail = Math.Min(MaxCharacterBytes - 1, bytes.Length); tail > 0; tail--)
        {
            if (Rune.DecodeFromUtf8(bytes[^tail..], out _, out _) == OperationStatus.NeedMoreData)
                return tail;
        }
        return 0;
    }
}
