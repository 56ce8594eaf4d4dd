using System.Security.Claims;
using CloudBuffer.Data;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Access;

/// <summary>Prevents session fixation: every sign-in starts a new session.</summary>
static class NewSessionSignIn
{
    const string KeyClaim = "Microsoft.AspNetCore.Authentication.Cookies-SessionId";

    /// <summary>
    /// Ends the existing session of the browser and starts a new one with a new key. Call it in an action with
    /// <see cref="StartsNewSessionAttribute"/>.
    /// </summary>
    public static async Task SignInWithNewSessionAsync(this SignInManager<AppUser> signInManager, AppUser user, AuthenticationProperties properties)
    {
        var context = signInManager.Context;
        var cookie = context.RequestServices.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(IdentityConstants.ApplicationScheme);
        if (cookie.CookieManager.GetRequestCookie(context, cookie.Cookie.Name!) is { } sent
            && cookie.TicketDataFormat.Unprotect(sent)?.Principal.FindFirstValue(KeyClaim) is { } existing)
            await cookie.SessionStore!.RemoveAsync(existing);
        await signInManager.SignInAsync(user, properties);
    }
}
