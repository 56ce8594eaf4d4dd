using CloudBuffer.Responses;

namespace CloudBuffer.ApiMetadata;

/// <summary>A part of an operation's description. An operation is described by all of those on its action.</summary>
[AttributeUsage(AttributeTargets.Method)]
abstract class ApiMetadataAttribute : Attribute
{
    public virtual IEnumerable<ApiParameter> Parameters => [];

    public virtual IEnumerable<string> BodyMediaTypes => [];

    public virtual bool IsBodyOptional => false;

    public virtual IEnumerable<ApiField> BodyFields => [];

    public virtual IEnumerable<ApiResponse> Responses => [];

    public virtual IEnumerable<ApiResponseHeader> ResponseHeaders => [];

    public virtual IEnumerable<Error> Errors => [];
}
