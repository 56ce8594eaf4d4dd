using System.Text;
using CloudBuffer.Responses;

namespace CloudBuffer.Transfers;

/// <summary>Converts a text to UTF-8 from the charset that its content type declares.</summary>
static class TextCharset
{
    static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <param name="charset">Null for UTF-8.</param>
    /// <exception cref="ErrorException">415: the charset is unknown.</exception>
    /// <exception cref="DecoderFallbackException">When reading: the text is not valid in its charset.</exception>
    public static async ValueTask<Stream> ToUtf8Async(Stream text, string? charset, CancellationToken cancellationToken) => charset?.ToLowerInvariant() switch
    {
        null or "utf-8" or "utf8" or "us-ascii" => text,
        "utf-16" => await FromMarkedAsync(text, "utf-16", "utf-16BE", cancellationToken),
        "utf-32" => await FromMarkedAsync(text, "utf-32", "utf-32BE", cancellationToken),
        _ => Transcode(text, charset),
    };

    /// <summary>Whether <see cref="ToUtf8Async"/> knows the charset.</summary>
    public static bool IsKnown(string charset) => charset.Equals("utf8", StringComparison.OrdinalIgnoreCase) || Find(charset) is not null;

    // The byte order mark decides, and is no part of the text.
    static async ValueTask<Stream> FromMarkedAsync(Stream text, string littleEndian, string bigEndian, CancellationToken cancellationToken)
    {
        var mark = new byte[Encoding.GetEncoding(littleEndian).Preamble.Length];
        int read = await text.ReadAtLeastAsync(mark, mark.Length, throwOnEndOfStream: false, cancellationToken);
        if (read == mark.Length && Encoding.GetEncoding(bigEndian).Preamble.SequenceEqual(mark))
            return Transcode(text, bigEndian);
        bool isMarked = Encoding.GetEncoding(littleEndian).Preamble.SequenceEqual(mark);
        return Transcode(isMarked ? text : new PrefixedStream(mark.AsMemory(0, read), text), littleEndian);
    }

    static Stream Transcode(Stream text, string charset) => Find(charset) is { } encoding
        ? Encoding.CreateTranscodingStream(text, encoding, Utf8)
        : throw new ErrorException(Errors.CharsetUnsupported);

    static Encoding? Find(string charset)
    {
        try
        {
            return Encoding.GetEncoding(charset, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
