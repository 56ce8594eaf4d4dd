using Microsoft.AspNetCore.Mvc.Filters;

namespace CloudBuffer.Transfers;

/// <summary>
/// A POST may send this parameter of the action as a field of its form or JSON body. Model binding reads it only from the URL
/// (<see cref="FormFields"/>).
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class BodyParameterAttribute : ActionFilterAttribute
{
    readonly string name;

    public BodyParameterAttribute(string name)
    {
        this.name = name;
        Order = -1; // before the filters that require the parameter
    }

    public override async Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
    {
        var http = context.HttpContext;
        bool isInUrl = context.ActionArguments.TryGetValue(name, out var value) && value is not null;
        if (!isInUrl && HttpMethods.IsPost(http.Request.Method) && FormFields.CanRead(http.Request))
            context.ActionArguments[name] = (await FormFields.ReadAsync(http.Request, http.RequestAborted))[name];
        await next();
    }
}
