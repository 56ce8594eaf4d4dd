using System.Security.Claims;
using CloudBuffer.Data;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Access;

static class SessionRotation
{
    const string KeyClaim = "Microsoft.AspNetCore.Authentication.Cookies-SessionId";

    /// <summary>Ends the session that this browser had, and begins a new one with a key of its own. In an action with <see cref="IgnoreExistingSessionAttribute"/>.</summary>
    public static async Task SignInWithNewSessionAsync(this SignInManager<AppUser> signInManager, AppUser user, AuthenticationProperties properties)
    {
        var context = signInManager.Context;
        var cookie = context.RequestServices.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(IdentityConstants.ApplicationScheme);
        if (cookie.CookieManager.GetRequestCookie(context, cookie.Cookie.Name!) is { } sent
            && cookie.TicketDataFormat.Unprotect(sent)?.Principal.FindFirstValue(KeyClaim) is { } former)
            await cookie.SessionStore!.RemoveAsync(former);
        await signInManager.SignInAsync(user, properties);
    }
}
