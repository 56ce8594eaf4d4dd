using System.Net.Mime;
using CloudBuffer.Responses;
using KnownErrors = CloudBuffer.Responses.Errors;

namespace CloudBuffer.ApiMetadata;

/// <summary>A field of the request body, which is a form or JSON.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
sealed class ApiBodyFieldAttribute(string name, string description) : ApiMetadataAttribute
{
    public string Format { get; init; } = "";

    /// <summary>Whether the field may be omitted. If all fields are optional, so is the body.</summary>
    public bool Optional { get; init; }

    public override bool IsBodyOptional => Optional;

    public override IEnumerable<string> BodyMediaTypes => [MediaTypeNames.Application.Json, MediaTypeNames.Application.FormUrlEncoded];

    public override IEnumerable<ApiField> BodyFields => [new(name, description, typeof(string), Format)];

    public override IEnumerable<Error> Errors =>
        [KnownErrors.BadRequest, KnownErrors.JsonInvalid, KnownErrors.ContentTypeUnsupported, KnownErrors.TooLarge];
}
