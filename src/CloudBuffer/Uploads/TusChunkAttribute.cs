using CloudBuffer.ApiMetadata;
using CloudBuffer.Responses;
using KnownErrors = CloudBuffer.Responses.Errors;

namespace CloudBuffer.Uploads;

/// <summary>The body is a part of the file.</summary>
sealed class TusChunkAttribute : ApiMetadataAttribute
{
    static readonly ApiParameter Offset = new("Upload-Offset", ApiParameterPlace.Header, "Bytes that the server has stored.", typeof(long), Required: true);

    public bool Optional { get; init; }

    public override bool IsBodyOptional => Optional;

    /// <summary>Appended at an offset, which the request names.</summary>
    public bool HasOffset { get; init; }

    public override IEnumerable<ApiParameter> Parameters =>
    [
        .. HasOffset ? [Offset] : Array.Empty<ApiParameter>(),
        new("Upload-Length", ApiParameterPlace.Header, "Bytes of the whole file.", typeof(long), Required: false),
        new("Upload-Checksum", ApiParameterPlace.Header, "sha256 or sha1, a space, and the hash of this body in Base64.", typeof(string), Required: false),
    ];

    public override IEnumerable<string> BodyMediaTypes => ["application/offset+octet-stream"];

    public override IEnumerable<Error> Errors =>
    [
        KnownErrors.UploadLengthInvalid, KnownErrors.ChecksumInvalid, KnownErrors.ChecksumMismatch, KnownErrors.ContentEncodingUnsupported,
        KnownErrors.TooLarge, KnownErrors.StorageFull,
        .. HasOffset ? [KnownErrors.UploadOffsetInvalid, KnownErrors.OffsetConflict, KnownErrors.ContentTypeUnsupported] : Array.Empty<Error>(),
    ];
}
