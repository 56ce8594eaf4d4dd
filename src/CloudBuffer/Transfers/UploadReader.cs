using System.Runtime.CompilerServices;
using CloudBuffer.Display;
using CloudBuffer.Responses;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace CloudBuffer.Transfers;

/// <summary>
/// The things in the body of an upload, one after the other as they arrive: the parts of a <c>multipart/form-data</c> body, or
/// the raw body. Nothing is held in memory or put aside.
/// </summary>
public static class UploadReader
{
    /// <summary>The name of the part that a raw body is.</summary>
    public const string RawBody = "";

    const int MaxBoundaryLength = 128;
    const int BufferBytes = 128 * 1024;
    const int MaxOtherFieldBytes = 64 * 1024;

    /// <param name="partNames">The names of the parts that are wanted; others are passed over.</param>
    /// <param name="nameInPath">The file's name where the path has one.</param>
    /// <exception cref="ErrorException">The body is malformed, or, after the last part, not that of the digest which the client sent.</exception>
    public static async IAsyncEnumerable<UploadPart> PartsAsync(
        this HttpRequest request, string[] partNames, string? nameInPath, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var digests = ContentDigest.Announced(request);
        using var hashing = digests.Count > 0 ? new ContentDigest.HashingStream(request.Body) : null;
        var body = hashing ?? request.Body;
        var parts = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            ? MultipartAsync(type, body, partNames, cancellationToken)
            : RawAsync(request, body, nameInPath);
        await foreach (var part in parts)
            yield return part;
        if (hashing is not null)
            await hashing.VerifyAsync(digests, cancellationToken);
    }

    /// <summary>The name under which a raw body comes.</summary>
    static string? NameOf(HttpRequest request, string? nameInPath) =>
        FileNames.Clean(nameInPath)
        ?? FileNames.Clean(request.Query["filename"])
        ?? (ContentDispositionHeaderValue.TryParse(request.Headers.ContentDisposition.ToString(), out var disposition) ? NameOf(disposition) : null);

#pragma warning disable CS1998 // One item, known at once, in the shape of the many.
    static async IAsyncEnumerable<UploadPart> RawAsync(HttpRequest request, Stream body, string? nameInPath)
    {
        yield return new UploadPart(RawBody, NameOf(request, nameInPath), ContentTypes.Clean(request.ContentType), request.ContentLength, body);
    }
#pragma warning restore CS1998

    static async IAsyncEnumerable<UploadPart> MultipartAsync(
        MediaTypeHeaderValue type, Stream wholeBody, string[] partNames, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
        if (boundary.Length is 0 or > MaxBoundaryLength)
            throw new ErrorException(Errors.MultipartInvalid);
        var reader = new MultipartReader(boundary, wholeBody, BufferBytes);
        while (await NextAsync(reader, cancellationToken) is { } section)
        {
            var body = new MultipartSectionStream(section.Body);
            if (ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
                && HeaderUtilities.RemoveQuotes(disposition.Name).ToString() is var name && partNames.Contains(name))
                yield return new UploadPart(name, NameOf(disposition), ContentTypes.Clean(section.ContentType), Length: null, body);
            else
                await SkipAsync(body, cancellationToken);
        }
    }

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

    static async Task SkipAsync(Stream body, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        int total = 0;
        for (int read; (read = await body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if ((total += read) > MaxOtherFieldBytes)
                throw new ErrorException(Errors.TooLarge);
        }
    }

    static string? NameOf(ContentDispositionHeaderValue disposition) => FileNames.Clean(
        (disposition.FileNameStar.HasValue ? disposition.FileNameStar : HeaderUtilities.UnescapeAsQuotedString(disposition.FileName)).ToString());
}
