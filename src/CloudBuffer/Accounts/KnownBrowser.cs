using System.Security.Cryptography;
using CloudBuffer.Access;
using CloudBuffer.Settings;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Accounts;

/// <summary>
/// A cookie that a browser keeps after a sign-in. For these accounts it has its own allowance of wrong passwords
/// (<see cref="SignInRateLimits"/>), so that strangers who lock an account do not lock out its owner. It grants nothing else.
/// </summary>
public sealed class KnownBrowser(IDataProtectionProvider protection, IOptions<CloudBufferOptions> options)
{
    const string CookieName = "CloudBuffer-Browser";
    const char Separator = ' ';
    const int MaxAccounts = 8; // of a shared browser; the oldest is dropped
    static readonly TimeSpan Lifetime = TimeSpan.FromDays(400); // the maximum of browsers

    readonly IDataProtector protector = protection.CreateProtector("CloudBuffer.KnownBrowser");

    /// <summary>Identifies the browser and the account.</summary>
    /// <returns>Null if the browser has not signed in to this account.</returns>
    public string? Find(HttpContext context, string userId) =>
        Read(context) is [var browserId, .. var userIds] && userIds.Contains(userId) ? browserId + userId : null;

    /// <summary>The browser has signed in to this account.</summary>
    public void Remember(HttpContext context, string userId)
    {
        var known = Read(context);
        var userIds = known.Skip(1).Where(id => id != userId).TakeLast(MaxAccounts - 1);
        var value = string.Join(Separator, [known.FirstOrDefault() ?? RandomSecret.New(bytes: 16), .. userIds, userId]);
        context.Response.Cookies.Append(CookieName, protector.Protect(value), new CookieOptions
        {
            HttpOnly = true,
            IsEssential = true,
            MaxAge = Lifetime,
            Path = options.Value.PublicPath.Add("/account"),
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps || options.Value.IsPublicOverHttps,
        });
    }

    string[] Read(HttpContext context)
    {
        try
        {
            return context.Request.Cookies[CookieName] is { } cookie ? protector.Unprotect(cookie).Split(Separator) : [];
        }
        catch (CryptographicException)
        {
            return [];
        }
    }
}
