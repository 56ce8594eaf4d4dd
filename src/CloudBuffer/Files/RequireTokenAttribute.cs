using CloudBuffer.Responses;
using Microsoft.AspNetCore.Mvc.Filters;

namespace CloudBuffer.Files;

/// <summary>Requires the parameter <c>token</c> from the path or the query.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class RequireTokenAttribute : ActionFilterAttribute
{
    public override void OnActionExecuting(ActionExecutingContext context)
    {
        if (!context.ActionArguments.TryGetValue("token", out var token) || token is not string { Length: > 0 })
            context.Result = new ErrorResult(Errors.TokenMissing);
    }
}
