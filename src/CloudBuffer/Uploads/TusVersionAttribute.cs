using CloudBuffer.Responses;
using Microsoft.AspNetCore.Mvc.Filters;

namespace CloudBuffer.Uploads;

/// <summary>The version handshake of tus 1.0: sent in every response, required in every request except OPTIONS.</summary>
[AttributeUsage(AttributeTargets.Class)]
sealed class TusVersionAttribute : Attribute, IResourceFilter
{
    public const string Version = "1.0.0";

    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        var (request, response) = (context.HttpContext.Request, context.HttpContext.Response);
        response.OnStarting(() =>
        {
            response.Headers["Tus-Resumable"] = Version;
            return Task.CompletedTask;
        });
        if (HttpMethods.IsOptions(request.Method) || request.Headers["Tus-Resumable"] == Version)
            return;
        response.Headers["Tus-Version"] = Version;
        context.Result = new ErrorResult(Errors.TusVersionUnsupported);
    }

    public void OnResourceExecuted(ResourceExecutedContext context)
    {
    }
}
