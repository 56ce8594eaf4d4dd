using CloudBuffer.Responses;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace CloudBuffer.Hosting;

/// <summary>
/// Rejects parameters that no action expects: U+0000, since they are looked up in the database, and not every database accepts it; and
/// blank segments of the path, which model binding turns into null.
/// </summary>
sealed class ParameterFilter : IActionFilter
{
    public void OnActionExecuting(ActionExecutingContext context)
    {
        if (context.ActionArguments.Values.Any(HasNul))
            context.Result = new ErrorResult(Errors.BadRequest);
        else if (context.RouteData.Values.Keys.Any(key => context.ModelState.GetFieldValidationState(key) == ModelValidationState.Invalid))
            context.Result = new ErrorResult(Errors.NotFound);
    }

    public void OnActionExecuted(ActionExecutedContext context)
    {
    }

    static bool HasNul(object? argument) => argument switch
    {
        string text => text.Contains('\0'),
        IEnumerable<string?> texts => texts.Any(text => text?.Contains('\0') == true),
        _ => false,
    };
}
