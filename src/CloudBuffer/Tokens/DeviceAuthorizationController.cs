using CloudBuffer.Access;
using CloudBuffer.Display;
using CloudBuffer.Hosting;
using CloudBuffer.Responses;
using CloudBuffer.Transfers;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace CloudBuffer.Tokens;

/// <summary>Device authorization requests (RFC 8628): a program without a browser requests an access token, the user approves it.</summary>
[Route("token/device"), SmallBody]
public sealed class DeviceAuthorizationController(DeviceAuthorizationStore authorizations, AccessTokenStore tokens, PublicAddress address) : Controller
{
    const int MaxUserAgentLength = 200;

    /// <summary>Begins (RFC 8628 §3.1): fields <c>scope</c> and <c>name</c>, both optional.</summary>
    [HttpPost(""), AllowAnonymous, EnableRateLimiting(RateLimits.Anonymous)]
    public async Task<IActionResult> Create(CancellationToken cancellationToken)
    {
        var fields = await FormFields.ReadAsync(Request, cancellationToken);
        if (ScopeNames.Parse(fields["scope"]) is not { } scopes)
            return new ErrorResult(Errors.ScopeInvalid) { AsOAuth = true };
        var name = DisplayNames.Clean(fields["name"]);
        var userAgent = DisplayNames.Clean(Request.Headers.UserAgent.ToString());
        var (deviceCode, userCode) = await authorizations.CreateAsync(
            name.Length > 0 ? name : "A program", scopes == Scopes.None ? Scopes.All : scopes, HttpContext.RemoteAddress(),
            userAgent.Length > MaxUserAgentLength ? userAgent[..MaxUserAgentLength] : userAgent);
        var page = $"{address.For(Request)}/token/device";
        // The names are those of RFC 8628 §3.2.
        return new JsonResult(new Dictionary<string, object>
        {
            ["device_code"] = deviceCode,
            ["user_code"] = userCode,
            ["verification_uri"] = page,
            ["verification_uri_complete"] = $"{page}?code={userCode}",
            ["expires_in"] = (int)DeviceAuthorizationStore.Lifetime.TotalSeconds,
            ["interval"] = (int)authorizations.PollInterval.TotalSeconds,
        });
    }

    /// <summary>Asks for the token (RFC 8628 §3.4): fields <c>grant_type</c> and <c>device_code</c>.</summary>
    [HttpPost("poll"), AllowAnonymous]
    public async Task<IActionResult> Poll(CancellationToken cancellationToken)
    {
        var fields = await FormFields.ReadAsync(Request, cancellationToken);
        if (fields["grant_type"] is not ("" or "urn:ietf:params:oauth:grant-type:device_code"))
            return new ErrorResult(Errors.UnsupportedGrantType) { AsOAuth = true };
        var (approved, error) = await authorizations.PollAsync(fields["device_code"], cancellationToken);
        if (approved is null)
            return new ErrorResult(error!) { AsOAuth = true };
        var lifetime = TimeSpan.FromDays(AccessTokenStore.DefaultDays);
        if (await tokens.CreateAsync(approved.OwnerId!, approved.Name, approved.Scopes, lifetime, cancellationToken) is not var (row, token))
            return new ErrorResult(Errors.TooManyTokens);
        // The names are those of RFC 6749 §5.1.
        return new JsonResult(new Dictionary<string, object>
        {
            ["access_token"] = token.ToString(),
            ["token_type"] = "Bearer",
            ["expires_in"] = (long)(row.ExpiresAt - row.CreatedAt).TotalSeconds,
            ["scope"] = row.Scopes,
        });
    }

    /// <summary>The complete address as a QR code of block characters, for the terminal of the program that asks.</summary>
    [HttpGetOrHead("qr"), AllowAnonymous]
    public IActionResult Qr(string? code) => DeviceAuthorizationStore.Normalize(code ?? "") is { } userCode
        ? Content(QrCode.Blocks($"{address.For(Request)}/token/device?code={userCode}") + "\n", "text/plain; charset=utf-8")
        : new ErrorResult(Errors.CodeNotFound);

    [HttpGetOrHead(""), RequireOwnDevice, RequireRecentAuthentication, EnableRateLimiting(RateLimits.ShortCodes)]
    public async Task<IActionResult> Show(string? code)
    {
        if (string.IsNullOrWhiteSpace(code))
            return View("Authorize", new DeviceAuthorizationPage(null, null, null));
        return await authorizations.FindAsync(code) is { } request
            ? View("Authorize", new DeviceAuthorizationPage(DeviceAuthorizationStore.Normalize(code), request, null))
            : NotFoundPage(code);
    }

    [HttpPost("answer"), RequireOwnDevice, RequireRecentAuthentication, EnableRateLimiting(RateLimits.ShortCodes)]
    public async Task<IActionResult> Respond(CancellationToken cancellationToken)
    {
        var fields = await FormFields.ReadAsync(Request, cancellationToken);
        // Every other value denies.
        bool approve = fields["answer"] == "approve";
        if (await authorizations.RespondAsync(fields["code"], User.Id(), User.DeviceId()!, approve) is not { } response)
            return fields.AreJson || HttpContext.AcceptedFormat(Format.Json) != Format.Html
                ? new ErrorResult(Errors.CodeNotFound)
                : NotFoundPage(fields["code"]);
        return fields.AreJson ? NoContent() : View("Authorized", response);
    }

    ViewResult NotFoundPage(string code)
    {
        Response.StatusCode = Errors.CodeNotFound.Status;
        return View("Authorize", new DeviceAuthorizationPage(code, null, $"{Errors.CodeNotFound.Title}. {Errors.CodeNotFound.Detail}"));
    }
}
