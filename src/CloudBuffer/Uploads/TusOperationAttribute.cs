using CloudBuffer.ApiMetadata;
using CloudBuffer.Responses;
using KnownErrors = CloudBuffer.Responses.Errors;

namespace CloudBuffer.Uploads;

/// <summary>What all requests of tus 1.0 but OPTIONS have in common.</summary>
sealed class TusOperationAttribute : ApiMetadataAttribute
{
    /// <summary>Creates an upload instead of using one.</summary>
    public bool IsCreation { get; init; }

    public override IEnumerable<ApiParameter> Parameters => IsCreation ? [.. Common, .. Creation] : Common;

    static ApiParameter[] Common =>
    [
        new("id", ApiParameterPlace.Path, "The id of the upload, from Location.", typeof(string), Required: true),
        new("Tus-Resumable", ApiParameterPlace.Header, TusVersionAttribute.Version, typeof(string), Required: true),
    ];

    static ApiParameter[] Creation =>
    [
        new("Upload-Defer-Length", ApiParameterPlace.Header, "1 if the length is unknown.", typeof(int), Required: false),
        new(
            "Upload-Metadata", ApiParameterPlace.Header,
            "filename, filetype and target (file or buffer), each with a Base64 value. The target buffer needs the scope buffer:write as well.",
            typeof(string), Required: false),
    ];

    public override IEnumerable<ApiResponseHeader> ResponseHeaders => IsCreation
        ? [new("Location", "The address of the upload."), new("Tus-Resumable", TusVersionAttribute.Version)]
        : [new("Tus-Resumable", TusVersionAttribute.Version)];

    public override IEnumerable<Error> Errors => IsCreation
        ?
        [
            KnownErrors.TusVersionUnsupported, KnownErrors.UploadMetadataInvalid, KnownErrors.FileNameTooLong, KnownErrors.ConcatenationUnsupported,
            KnownErrors.TooManyUploads,
        ]
        : [KnownErrors.TusVersionUnsupported, KnownErrors.UploadNotFound, KnownErrors.UploadLocked];
}
