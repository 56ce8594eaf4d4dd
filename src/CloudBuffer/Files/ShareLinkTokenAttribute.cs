using CloudBuffer.ApiMetadata;
using CloudBuffer.Responses;
using Microsoft.AspNetCore.Mvc.Filters;
using KnownErrors = CloudBuffer.Responses.Errors;

namespace CloudBuffer.Files;

/// <summary>The operation applies to the file of a share link: requires the parameter <c>token</c>, from the path or the query.</summary>
sealed class ShareLinkTokenAttribute : ApiMetadataAttribute, IActionFilter
{
    public override IEnumerable<ApiParameter> Parameters =>
        [new("token", ApiParameterPlace.Query, "The token of the share link.", typeof(string), Required: true)];

    public override IEnumerable<Error> Errors => [KnownErrors.TokenMissing, KnownErrors.FileNotFound];

    public void OnActionExecuting(ActionExecutingContext context)
    {
        if (!context.ActionArguments.TryGetValue("token", out var token) || token is not string { Length: > 0 })
            context.Result = new ErrorResult(KnownErrors.TokenMissing);
    }

    public void OnActionExecuted(ActionExecutedContext context)
    {
    }
}
