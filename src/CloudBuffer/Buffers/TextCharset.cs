using System.Text;
using CloudBuffer.Responses;
using CloudBuffer.Transfers;

namespace CloudBuffer.Buffers;

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
        "utf-16" => await FromUtf16Async(text, cancellationToken),
        _ => Transcode(text, charset),
    };

    // The byte order mark decides, and is no part of the text.
    static async ValueTask<Stream> FromUtf16Async(Stream text, CancellationToken cancellationToken)
    {
        var mark = new byte[2];
        int read = await text.ReadAtLeastAsync(mark, mark.Length, throwOnEndOfStream: false, cancellationToken);
        return mark switch
        {
            [0xFE, 0xFF] => Transcode(text, "utf-16BE"),
            [0xFF, 0xFE] => Transcode(text, "utf-16"),
            _ => Transcode(new PrefixedStream(mark.AsMemory(0, read), text), "utf-16"),
        };
    }

    static Stream Transcode(Stream text, string charset)
    {
        try
        {
            var encoding = Encoding.GetEncoding(charset, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
            return Encoding.CreateTranscodingStream(text, encoding, Utf8);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new ErrorException(Errors.CharsetUnsupported);
        }
    }
}
