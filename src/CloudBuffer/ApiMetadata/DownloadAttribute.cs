using System.Net.Mime;
using CloudBuffer.Responses;
using KnownErrors = CloudBuffer.Responses.Errors;

namespace CloudBuffer.ApiMetadata;

/// <summary>Responds with the bytes of a file: whole, a range of them, or 304 (RFC 9110 §13 and §14).</summary>
sealed class DownloadAttribute : ApiMetadataAttribute
{
    public override IEnumerable<ApiParameter> Parameters =>
    [
        new("Range", ApiParameterPlace.Header, "A range of the bytes, such as bytes=0-999.", typeof(string), Required: false),
        new("If-Range", ApiParameterPlace.Header, "The ETag to which the range belongs.", typeof(string), Required: false),
        new("If-None-Match", ApiParameterPlace.Header, "The ETag of the version that the client has: 304 if it is unchanged.", typeof(string), Required: false),
    ];

    public override IEnumerable<ApiResponse> Responses =>
    [
        new(StatusCodes.Status200OK, "The bytes.", MediaTypeNames.Application.Octet, typeof(Stream)),
        new(StatusCodes.Status206PartialContent, "A range of the bytes.", MediaTypeNames.Application.Octet, typeof(Stream)),
        new(StatusCodes.Status304NotModified, "Not modified.", "", typeof(void)),
    ];

    public override IEnumerable<ApiResponseHeader> ResponseHeaders =>
    [
        new("ETag", "The version."), new("Last-Modified", "When it was stored."), new("Repr-Digest", "sha-256=:BASE64: of the whole (RFC 9530)."),
        new("Accept-Ranges", "bytes"), new("Content-Disposition", "attachment, with the file name."),
    ];

    public override IEnumerable<Error> Errors =>
        [KnownErrors.FileDamaged, KnownErrors.PreconditionFailed, KnownErrors.RangeNotSatisfiable, KnownErrors.TooManyRequests];
}
