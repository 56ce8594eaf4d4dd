using Microsoft.AspNetCore.Mvc;

namespace CloudBuffer.Responses;

static class ErrorResponse
{
    /// <summary>Writes an error outside of a controller.</summary>
    public static Task WriteErrorAsync(this HttpContext context, Error error) =>
        new ErrorResult(error).ExecuteResultAsync(new ActionContext(context, context.GetRouteData(), new()));
}
