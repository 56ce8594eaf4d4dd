using CloudBuffer.Responses;
using Microsoft.AspNetCore.Mvc.Filters;

namespace CloudBuffer.Hosting;

/// <summary>Rejects U+0000 in the parameters of actions. They are looked up in the database, and not every database accepts it.</summary>
sealed class NulParameterFilter : IActionFilter
{
    public void OnActionExecuting(ActionExecutingContext context)
    {
        if (context.ActionArguments.Values.Any(HasNul))
            context.Result = new ErrorResult(Errors.BadRequest);
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
