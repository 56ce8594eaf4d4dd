using System.Globalization;
using CloudBuffer.Settings;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Access;

/// <summary>
/// The name and the storage of the session cookie. With an https <c>PublicUrl</c> it is <c>__Host-CloudBuffer</c>, which only this host
/// can set, and only over https; below a path it is <c>__Secure-CloudBuffer</c>, since <c>__Host-</c> requires the path <c>/</c>. A session
/// that began under the plain name is accepted under it, and continues under the new one; one that did not is refused, so the plain name
/// is accepted until the last such session has expired.
/// </summary>
public sealed class SessionCookie(IOptions<CloudBufferOptions> options, TimeProvider time) : ICookieManager
{
    const string PlainName = "CloudBuffer";
    const string HostOnlyName = "__Host-CloudBuffer";
    const string BelowPathName = "__Secure-CloudBuffer";

    // In AuthenticationProperties.Items: the session has a cookie of the new name, since this time; empty: from its beginning.
    const string ProtectedItem = "host-only cookie";

    // Requests that a browser sent before it received the new cookie.
    static readonly TimeSpan ReplacementTime = TimeSpan.FromMinutes(1);

    /// <summary>The names of cookies that grant a session.</summary>
    public static IReadOnlyList<string> Names { get; } = [PlainName, HostOnlyName, BelowPathName];

    public string Name =>
        !options.Value.IsPublicOverHttps ? PlainName : options.Value.PublicPath.HasValue ? BelowPathName : HostOnlyName;

    /// <summary>Other apps may be on the same host, below another path.</summary>
    public string Path => options.Value.PublicPath.HasValue ? options.Value.PublicPath : "/";

    public string? GetRequestCookie(HttpContext context, string key) =>
        context.Request.Cookies[key] ?? (IsProtected(key) ? context.Request.Cookies[PlainName] : null);

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options)
    {
        context.Response.Cookies.Append(key, value ?? "", options);
        DeletePlain(context, key, options);
    }

    public void DeleteCookie(HttpContext context, string key, CookieOptions options)
    {
        context.Response.Cookies.Delete(key, options);
        DeletePlain(context, key, options);
    }

    /// <summary>The session begins, and has only a cookie of the current name.</summary>
    public void MarkNew(AuthenticationProperties properties)
    {
        if (IsProtected(Name))
            properties.Items[ProtectedItem] = "";
    }

    /// <summary>The session is stored, which also sends its cookie: a renewed one may have had one of the old name.</summary>
    public void MarkStored(AuthenticationProperties properties)
    {
        if (IsProtected(Name))
            properties.Items.TryAdd(ProtectedItem, time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture));
    }

    /// <summary>Renews a session that has only a cookie of the old name, and refuses the cookie if the session has had a new one.</summary>
    public void Validate(CookieValidatePrincipalContext context)
    {
        if (!IsProtected(Name) || context.HttpContext.Request.Cookies.ContainsKey(Name))
            return;
        if (!context.Properties.Items.TryGetValue(ProtectedItem, out var since))
            context.ShouldRenew = true;
        else if (!DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, out var replaced) || time.GetUtcNow() - replaced > ReplacementTime)
            context.RejectPrincipal();
    }

    static bool IsProtected(string name) => name != PlainName;

    static void DeletePlain(HttpContext context, string key, CookieOptions options)
    {
        if (IsProtected(key) && context.Request.Cookies.ContainsKey(PlainName))
            context.Response.Cookies.Delete(PlainName, options);
    }
}
