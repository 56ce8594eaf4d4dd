using System.Security.Claims;
using CloudBuffer.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.Web;

/// <summary>
/// What lets another device or program in, which only a device in use may do (RFC 10027). Whoever took an old phone out of a drawer
/// has a session, and no more than that: there the password is asked for first.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class RecentUseAttribute : Attribute, IAsyncResourceFilter
{
    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        var http = context.HttpContext;
        if (await IsInUseAsync(http))
            await next();
        else if (HttpMethods.IsGet(http.Request.Method) && http.AcceptedFormat(Format.Json) == Format.Html)
            context.Result = new RedirectResult("/account/confirm" + QueryString.Create("returnUrl", http.Request.Path + http.Request.QueryString));
        else
            context.Result = new ErrorResult(Errors.PasswordNeeded);
    }

    static Task<bool> IsInUseAsync(HttpContext http)
    {
        var device = http.User.FindFirstValue(SessionClaims.Device);
        // On a full disk nobody notes that it came back, so its last sight counts as well.
        var forgotten = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow() - DeviceSession.ForgottenAfter;
        return http.RequestServices.GetRequiredService<AppDbContext>().Devices
            .AnyAsync(row => row.Id == device && !row.NeedsPassword && row.LastSeenAt > forgotten, http.RequestAborted);
    }
}
