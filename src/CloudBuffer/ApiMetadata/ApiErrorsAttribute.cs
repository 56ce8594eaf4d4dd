using CloudBuffer.Responses;
using KnownErrors = CloudBuffer.Responses.Errors;

namespace CloudBuffer.ApiMetadata;

/// <summary>Errors of the action itself. Those of its other attributes (sign-in, scopes, rate limits, CSRF) are implied.</summary>
/// <param name="names">The names of fields of <see cref="KnownErrors"/>.</param>
sealed class ApiErrorsAttribute(params string[] names) : ApiMetadataAttribute
{
    public override IEnumerable<Error> Errors => names.Select(name => (Error)typeof(KnownErrors).GetField(name)!.GetValue(null)!);
}
