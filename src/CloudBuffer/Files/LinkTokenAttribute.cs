using CloudBuffer.ApiMetadata;
using CloudBuffer.Responses;
using KnownErrors = CloudBuffer.Responses.Errors;

namespace CloudBuffer.Files;

/// <summary>The operation applies to the file of a share link.</summary>
sealed class LinkTokenAttribute : ApiDescriptionAttribute
{
    public override IEnumerable<ApiParameter> Parameters =>
        [new("token", ApiParameterPlace.Query, "The token of the share link.", typeof(string), Required: true)];

    public override IEnumerable<Error> Errors => [KnownErrors.TokenMissing, KnownErrors.FileNotFound];
}
