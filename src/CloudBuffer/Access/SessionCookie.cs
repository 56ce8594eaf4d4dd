using System.Globalization;
using CloudBuffer.Settings;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Access;

/// <summary>
/// The name and the storage of the session cookie. With an https <c>PublicUrl</c> it is <c>__Host-CloudBuffer</c>, which only this host
/// can set, and only over https. A session that began under the old name is accepted under it, and continues under the new one; one that
/// did not is refused, so the old name is accepted until the last such session has expired.
/// </summary>
public sealed class SessionCookie(IOptions<CloudBufferOptions> options, TimeProvider time) : ICookieManager
{
    const string PlainName = "CloudBuffer";
    const string HostOnlyName = "__Host-CloudBuffer";

    // In AuthenticationProperties.Items: the session has a cookie of the new name, since this time; empty: from its beginning.
    const string HostOnlyItem = "host-only cookie";

    // Requests that a browser sent before it received the new cookie.
    static readonly TimeSpan ReplacementTime = TimeSpan.FromMinutes(1);

    /// <summary>The names of cookies that grant a session.</summary>
    public static IReadOnlyList<string> Names { get; } = [PlainName, HostOnlyName];

    public string Name => options.Value.IsPublicOverHttps ? HostOnlyName : PlainName;

    public string? GetRequestCookie(HttpContext context, string key) =>
        context.Request.Cookies[key] ?? (IsHostOnly(key) ? context.Request.Cookies[PlainName] : null);

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
        if (IsHostOnly(Name))
            properties.Items[HostOnlyItem] = "";
    }

    /// <summary>The session is stored, which also sends its cookie: a renewed one may have had one of the old name.</summary>
    public void MarkStored(AuthenticationProperties properties)
    {
        if (IsHostOnly(Name))
            properties.Items.TryAdd(HostOnlyItem, time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture));
    }

    /// <summary>Renews a session that has only a cookie of the old name, and refuses the cookie if the session has had a new one.</summary>
    public void Validate(CookieValidatePrincipalContext context)
    {
        if (!IsHostOnly(Name) || context.HttpContext.Request.Cookies.ContainsKey(HostOnlyName))
            return;
        if (!context.Properties.Items.TryGetValue(HostOnlyItem, out var since))
            context.ShouldRenew = true;
        else if (!DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, out var replaced) || time.GetUtcNow() - replaced > ReplacementTime)
            context.RejectPrincipal();
    }

    static bool IsHostOnly(string name) => name == HostOnlyName;

    static void DeletePlain(HttpContext context, string key, CookieOptions options)
    {
        if (IsHostOnly(key) && context.Request.Cookies.ContainsKey(PlainName))
            context.Response.Cookies.Delete(PlainName, options);
    }
}
