using CloudBuffer.ApiMetadata;

namespace CloudBuffer.Uploads;

/// <summary>Responds with the progress of an upload, and with its result once it is complete.</summary>
sealed class TusProgressAttribute : ApiMetadataAttribute
{
    /// <summary>Also with the length of the whole file, if it is known.</summary>
    public bool HasLength { get; init; }

    public override IEnumerable<ApiResponseHeader> ResponseHeaders =>
    [
        .. HasLength ? [new ApiResponseHeader("Upload-Length", "Bytes of the whole file.")] : Array.Empty<ApiResponseHeader>(),
        new("Upload-Expires", "When an incomplete upload is deleted."),
        new("Upload-Offset", "Bytes that the server has stored."),
        new("Content-Location", "The share link, or the buffer, once the upload is complete."),
        new("Upload-File-Token", "The token of the share link."),
        new("Upload-Buffer-Version", "The version of the buffer, if that is the target."),
    ];
}
