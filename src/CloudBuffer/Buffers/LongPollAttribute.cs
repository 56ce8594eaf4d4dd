using CloudBuffer.Access;
using CloudBuffer.Responses;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace CloudBuffer.Buffers;

/// <summary>
/// Lets a request wait as long as it asks for. As a resource filter it runs before the controller is made, so that what waits
/// holds neither stores nor a database context.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class LongPollAttribute : Attribute, IAsyncResourceFilter
{
    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        var http = context.HttpContext;
        if (http.Request.RequestedWait() is { Ticks: > 0 } atMost)
        {
            var wait = http.RequestServices.GetRequiredService<BufferLongPoll>();
            if (!await wait.WaitForChangeAsync(http.User.Id(), http.Request.GetTypedHeaders().IfNoneMatch, atMost, http.RequestAborted))
            {
                context.Result = new ErrorResult(Errors.TooManyRequests);
                return;
            }
            // Whoever was signed out meanwhile gets nothing that came after.
            if (!await http.RequestServices.GetRequiredService<SessionValidator>().IsStillValidAsync(http.User, http.RequestAborted))
            {
                context.Result = new ChallengeResult();
                return;
            }
            http.Response.Headers["Preference-Applied"] = $"wait={atMost.TotalSeconds:0}";
        }
        await next();
    }
}
