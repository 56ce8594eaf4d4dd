using System.Runtime.CompilerServices;
using CloudBuffer.Responses;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace CloudBuffer.Transfers;

/// <summary>Reads the parts of a <c>multipart/form-data</c> body (RFC 7578).</summary>
static class MultipartUpload
{
    const int MaxBoundaryLength = 128;
    const int BufferBytes = 128 * 1024;
    const int MaxIgnoredPartBytes = 64 * 1024;
    const int MaxOtherParts = 50; // in addition to files: fields, and files that a browser user left empty

    /// <exception cref="ErrorException">The body is malformed or truncated, or has too many parts.</exception>
    public static async IAsyncEnumerable<UploadPart> ReadAsync(
        MediaTypeHeaderValue type, Stream body, UploadFormat format, int maxFiles, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
        if (boundary.Length is 0 or > MaxBoundaryLength)
            throw new ErrorException(Errors.MultipartInvalid);
        var reader = new MultipartReader(boundary, body, BufferBytes);
        for (int parts = 1; await NextAsync(reader, cancellationToken) is { } section; parts++)
        {
            if (parts > maxFiles + MaxOtherParts)
                throw new ErrorException(Errors.TooManyFiles);
            var content = new MultipartSectionStream(section.Body);
            var disposition = FileNameHeader.Parse(section.ContentDisposition);
            var field = disposition is null ? null : HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
            if (format.TextFields.Contains(field))
            {
                var text = await TextCharset.ToUtf8Async(content, ContentTypes.CharsetOf(section.ContentType), cancellationToken);
                yield return new UploadPart(null, "text/plain", Length: null, IsField(disposition!) ? new LineFeedStream(text) : text) { IsText = true };
            }
            else if (format.FileFields.Contains(field) && FileNameHeader.NameOfSection(disposition!) is var name)
                yield return new UploadPart(name, ContentTypes.Sanitize(section.ContentType, name), Length: null, content);
            else
                await IgnoreAsync(content, cancellationToken);
        }
    }

    // Browsers send line breaks in fields as CRLF. The bytes of a file stay as they are.
    static bool IsField(ContentDispositionHeaderValue disposition) => !disposition.FileName.HasValue && !disposition.FileNameStar.HasValue;

    static async Task<MultipartSection?> NextAsync(MultipartReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadNextSectionAsync(cancellationToken);
        }
        catch (Exception e) when (MultipartSectionStream.IsMalformed(e))
        {
            throw new ErrorException(Errors.MultipartInvalid);
        }
    }

    static async Task IgnoreAsync(Stream body, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        int total = 0;
        for (int read; (read = await body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if ((total += read) > MaxIgnoredPartBytes)
                throw new ErrorException(Errors.TooLarge);
        }
    }
}
