using CloudBuffer.Access;
using CloudBuffer.Responses;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace CloudBuffer.Buffers;

/// <summary>
/// Long polling: the request waits for a new version, for at most the time that the client requested. A resource filter runs before the controller is
/// created, so a waiting request holds neither stores nor a database context.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class WaitForChangeAttribute : Attribute, IAsyncResourceFilter
{
    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        var http = context.HttpContext;
        if (http.Request.RequestedWait() is { Ticks: > 0 } timeout)
        {
            var longPoll = http.RequestServices.GetRequiredService<BufferLongPoll>();
            var known = http.Request.GetTypedHeaders().IfNoneMatch;
            if (!await longPoll.WaitForChangeAsync(http.User.Id(), http.ClientNetwork(), known, timeout, http.RequestAborted))
            {
                context.Result = new ErrorResult(Errors.TooManyRequests);
                return;
            }
            // A session that was revoked meanwhile must not get a newer item.
            if (!await http.RequestServices.GetRequiredService<SessionValidator>().IsStillValidAsync(http.User, http.RequestAborted))
            {
                context.Result = new ChallengeResult();
                return;
            }
            http.Response.Headers["Preference-Applied"] = $"wait={timeout.TotalSeconds:0}";
        }
        await next();
    }
}
