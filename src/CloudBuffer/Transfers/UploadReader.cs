using System.Runtime.CompilerServices;
using CloudBuffer.Display;
using CloudBuffer.Responses;
using CloudBuffer.Settings;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace CloudBuffer.Transfers;

/// <summary>
/// Reads the files and texts of an upload body one after the other as they arrive: the parts of a <c>multipart/form-data</c> body,
/// or the raw body. Nothing is buffered in memory or on disk.
/// </summary>
public sealed class UploadReader(IOptions<CloudBufferOptions> options)
{
    const int MaxMultipartOverhead = 1024 * 1024; // boundaries, part headers and small fields
    const string NameOfDetectedFile = "data";

    /// <param name="nameInPath">The file name from the path; null if the route has none.</param>
    /// <exception cref="ErrorException">
    /// The body is too large or its digest malformed; while enumerating: the body is malformed, a file has no name, or, after the
    /// last part, the digest does not match.
    /// </exception>
    public IAsyncEnumerable<UploadPart> Read(HttpRequest request, UploadFormat format, string? nameInPath, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxBodyBytes(request, format))
            throw new ErrorException(Errors.TooLarge);
        return ReadAndVerifyAsync(request, format, nameInPath, ContentDigest.Parse(request), cancellationToken);
    }

    async IAsyncEnumerable<UploadPart> ReadAndVerifyAsync(
        HttpRequest request, UploadFormat format, string? nameInPath, IReadOnlyList<byte[]> digests,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var verifier = digests.Count > 0 ? new DigestVerifier(request.Body, digests) : null;
        var body = verifier?.Body ?? request.Body;
        var parts = MultipartType(request) is { } type
            ? MultipartUpload.ReadAsync(type, body, format, MaxFiles(format), cancellationToken)
            : RawAsync(request, body, format, nameInPath, cancellationToken);
        await foreach (var part in parts)
        {
            if (await ValidateAsync(part, format, cancellationToken) is { } valid)
                yield return valid;
        }
        if (verifier is not null)
            await verifier.VerifyAsync(cancellationToken);
    }

    decimal MaxBodyBytes(HttpRequest request, UploadFormat format) => MultipartType(request) is null
        ? options.Value.MaxFileSize
        : (decimal)options.Value.MaxFileSize * MaxFiles(format) + MaxMultipartOverhead;

    int MaxFiles(UploadFormat format) => format.MaxFiles ?? options.Value.MaxFiles;

    static MediaTypeHeaderValue? MultipartType(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            ? type
            : null;

    static async IAsyncEnumerable<UploadPart> RawAsync(
        HttpRequest request, Stream body, UploadFormat format, string? nameInPath, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (format.RawBody == RawBodyKind.Ignored)
            yield break;
        var name = FileNameHeader.NameOf(request, nameInPath) ?? (format.RawBody == RawBodyKind.Detected ? NameOfDetectedFile : null);
        var charset = ContentTypes.CharsetOf(request.ContentType);
        if (format.RawBody == RawBodyKind.Text || (format.RawBody == RawBodyKind.Detected && charset is not null && TextCharset.IsKnown(charset)))
            body = await TextCharset.ToUtf8Async(body, charset, cancellationToken);
        yield return new UploadPart(name, ContentTypes.Sanitize(request.ContentType, name), request.ContentLength, body)
        {
            IsText = format.RawBody == RawBodyKind.Text,
            MayBeText = format.RawBody == RawBodyKind.Detected,
        };
    }

    /// <returns>Null for a part to skip.</returns>
    /// <exception cref="ErrorException">The file name is missing or too long.</exception>
    static async ValueTask<UploadPart?> ValidateAsync(UploadPart part, UploadFormat format, CancellationToken cancellationToken)
    {
        if (part.IsText)
            return format.SkipEmptyFields ? await PrefixedStream.NotEmptyAsync(part, cancellationToken) : part;
        if (part.FileName is { } name)
            return FileNameSanitizer.IsTooLong(name) ? throw new ErrorException(Errors.FileNameTooLong) : part;
        if (format.SkipEmptyFields)
            return null;
        bool isEmpty = await part.Body.ReadAsync(new byte[1], cancellationToken) == 0;
        throw new ErrorException(isEmpty ? format.NoFile : Errors.FileNameMissing);
    }
}
