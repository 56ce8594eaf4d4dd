using System.Security.Claims;
using CloudBuffer.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace CloudBuffer.Buffers;

/// <summary>
/// Lets a request wait as long as it asks for. As a resource filter it runs before the controller is made, so that what waits
/// holds neither stores nor a database context.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class WaitForNewsAttribute : Attribute, IAsyncResourceFilter
{
    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        var http = context.HttpContext;
        if (http.Request.RequestedWait() is { Ticks: > 0 } atMost)
        {
            var wait = http.RequestServices.GetRequiredService<BufferWait>();
            if (!await wait.ForNewsAsync(http.User.FindFirstValue(ClaimTypes.NameIdentifier)!, http.Request.GetTypedHeaders().IfNoneMatch, atMost, http.RequestAborted))
            {
                context.Result = new ErrorResult(Errors.TooManyRequests);
                return;
            }
            // Whoever was signed out meanwhile gets nothing that came after.
            if (!await http.RequestServices.GetRequiredService<SessionCheck>().IsSignedInAsync(http.User, http.RequestAborted))
            {
                context.Result = new ChallengeResult();
                return;
            }
            http.Response.Headers["Preference-Applied"] = $"wait={atMost.TotalSeconds:0}";
        }
        await next();
    }
}
