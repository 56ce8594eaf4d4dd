using CloudBuffer.Data;
using CloudBuffer.Responses;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.Access;

/// <summary>
/// What lets another device or program in, which only a device in use may do (RFC 10027). Whoever took an old phone out of a drawer
/// has a session, and no more than that: there the password is asked for first. So it is, once, on a device that came in by
/// scanning: whoever got at an unlocked laptop for a moment has one more device, and not as many as he likes.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class RequireRecentAuthenticationAttribute : Attribute, IAsyncResourceFilter
{
    /// <summary>For what lets a borrowed computer in, which stays for a quarter of an hour only.</summary>
    public bool AllowPairedDevice { get; init; }

    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        var http = context.HttpContext;
        if (await IsInUseAsync(http))
            await next();
        else if (http.AcceptedFormat(Format.Json) == Format.Html)
            context.Result = new RedirectResult("/account/confirm" + QueryString.Create("returnUrl", PageOf(http.Request)));
        else
            context.Result = new ErrorResult(Errors.PasswordRequired);
    }

    // The one that was asked for, or the one that the form stands on.
    static string PageOf(HttpRequest request) => HttpMethods.IsGet(request.Method)
        ? request.Path + request.QueryString
        : request.GetTypedHeaders().Referer is { IsAbsoluteUri: true } form ? form.PathAndQuery : "/";

    Task<bool> IsInUseAsync(HttpContext http)
    {
        var device = http.User.DeviceId();
        // On a full disk nobody notes that it came back, so its last sight counts as well.
        var forgotten = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow() - DeviceSession.MaxIdleTime;
        return http.RequestServices.GetRequiredService<AppDbContext>().Devices
            .AnyAsync(row => row.Id == device && !row.ReauthenticationRequired && (row.PasswordVerified || AllowPairedDevice) && row.LastSeenAt > forgotten, http.RequestAborted);
    }
}
