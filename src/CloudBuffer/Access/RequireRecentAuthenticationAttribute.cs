using CloudBuffer.Data;
using CloudBuffer.Responses;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.Access;

/// <summary>
/// Requires recent authentication for actions that connect devices or create access tokens (RFC 10027, cross-device
/// flows). A device that was not used for <see cref="SessionLifetime.MaxIdleTime"/>, or was connected by a QR code, must verify the
/// password once. So a lost phone, or a device that someone connected through an unlocked laptop, cannot extend its access.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class RequireRecentAuthenticationAttribute : Attribute, IAsyncResourceFilter
{
    /// <summary>Accept a device that was connected by a QR code, for actions that only allow a temporary sign-in.</summary>
    public bool AllowPairedDevice { get; init; }

    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        var http = context.HttpContext;
        if (await IsRecentlyAuthenticatedAsync(http))
            await next();
        else if (http.AcceptedFormat(Format.Json) == Format.Html)
            context.Result = new RedirectResult("~/account/confirm" + QueryString.Create("returnUrl", PageOf(http.Request)));
        else
            context.Result = new ErrorResult(Errors.PasswordRequired);
    }

    /// <summary>The requested page, or the page with the submitted form.</summary>
    static string PageOf(HttpRequest request) => HttpMethods.IsGet(request.Method)
        ? request.PathBase + request.Path + request.QueryString
        : request.GetTypedHeaders().Referer is { IsAbsoluteUri: true } form ? form.PathAndQuery : "~/";

    Task<bool> IsRecentlyAuthenticatedAsync(HttpContext http)
    {
        var deviceId = http.User.DeviceId();
        // ReauthenticationRequired cannot be stored on a full disk, so LastSeenAt is checked as well.
        var idleSince = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow() - SessionLifetime.MaxIdleTime;
        var db = http.RequestServices.GetRequiredService<AppDbContext>();
        return db.Devices.AnyAsync(
            device => device.Id == deviceId && device.LastSeenAt > idleSince
                && !device.ReauthenticationRequired && (device.PasswordVerified || AllowPairedDevice),
            http.RequestAborted);
    }
}
