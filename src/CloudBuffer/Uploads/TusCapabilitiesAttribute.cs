using CloudBuffer.ApiMetadata;

namespace CloudBuffer.Uploads;

/// <summary>Responds with what the server supports of tus 1.0.</summary>
sealed class TusCapabilitiesAttribute : ApiMetadataAttribute
{
    public override IEnumerable<ApiParameter> Parameters => [new("id", ApiParameterPlace.Path, "The id of the upload.", typeof(string), Required: true)];

    public override IEnumerable<ApiResponse> Responses => [new(StatusCodes.Status204NoContent, "Described by the headers.", "", typeof(void))];

    public override IEnumerable<ApiResponseHeader> ResponseHeaders =>
    [
        new("Tus-Version", TusVersionAttribute.Version), new("Tus-Extension", "Supported extensions."),
        new("Tus-Checksum-Algorithm", ChunkChecksum.Algorithms), new("Tus-Max-Size", "Bytes."),
    ];
}
