using System.Security.Claims;
using CloudBuffer.Data;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Web;

/// <summary>
/// Marks an action that signs somebody in. It does not look at the cookie that comes along, since the framework would go on with
/// that session, key and all, for whoever signs in.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class SignsInAttribute : Attribute;

static class FreshSession
{
    const string KeyClaim = "Microsoft.AspNetCore.Authentication.Cookies-SessionId";

    /// <summary>Ends the session that this browser had, and begins a new one with a key of its own. In an action with <see cref="SignsInAttribute"/>.</summary>
    public static async Task SignInFreshAsync(this SignInManager<AppUser> sessions, AppUser user, AuthenticationProperties properties)
    {
        var context = sessions.Context;
        var cookie = context.RequestServices.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(IdentityConstants.ApplicationScheme);
        if (cookie.CookieManager.GetRequestCookie(context, cookie.Cookie.Name!) is { } sent
            && cookie.TicketDataFormat.Unprotect(sent)?.Principal.FindFirstValue(KeyClaim) is { } former)
            await cookie.SessionStore!.RemoveAsync(former);
        await sessions.SignInAsync(user, properties);
    }
}
