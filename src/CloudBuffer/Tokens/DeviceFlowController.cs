using System.Security.Claims;
using CloudBuffer.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace CloudBuffer.Tokens;

/// <summary>The device flow (RFC 8628): a program without a browser asks, somebody signed in approves.</summary>
[Route("token/device"), RequestSizeLimit(TokensController.MaxBodyBytes)]
public sealed class DeviceFlowController(DeviceFlow flow, TokenStore tokens, PublicAddress address) : Controller
{
    const int MaxUserAgentLength = 200;

    string Me => User.FindFirstValue(ClaimTypes.NameIdentifier)!;

    /// <summary>Begins (RFC 8628 §3.1): fields <c>scope</c> and <c>name</c>, both optional.</summary>
    [HttpPost(""), AllowAnonymous, EnableRateLimiting(RateLimits.Strangers)]
    public async Task<IActionResult> Begin(CancellationToken cancellationToken)
    {
        var fields = await PostedFields.ReadAsync(Request, cancellationToken);
        if (ScopeNames.Parse(fields["scope"]) is not { } scopes)
            return new ErrorResult(Errors.ScopeInvalid) { AsOAuth = true };
        var name = ShownNames.Clean(fields["name"]);
        var userAgent = ShownNames.Clean(Request.Headers.UserAgent.ToString());
        var (deviceCode, userCode) = await flow.BeginAsync(
            name.Length > 0 ? name : "a program", scopes == Scopes.None ? Scopes.All : scopes, HttpContext.Connection.RemoteIpAddress?.ToString() ?? "",
            userAgent.Length > MaxUserAgentLength ? userAgent[..MaxUserAgentLength] : userAgent);
        var page = $"{address.Of(Request)}/token/device";
        // The names are those of RFC 8628 §3.2.
        return new JsonResult(new Dictionary<string, object>
        {
            ["device_code"] = deviceCode,
            ["user_code"] = userCode,
            ["verification_uri"] = page,
            ["verification_uri_complete"] = $"{page}?code={userCode}",
            ["expires_in"] = (int)DeviceFlow.Lifetime.TotalSeconds,
            ["interval"] = (int)DeviceFlow.PollInterval.TotalSeconds,
        });
    }

    /// <summary>Asks for the token (RFC 8628 §3.4): fields <c>grant_type</c> and <c>device_code</c>.</summary>
    [HttpPost("poll"), AllowAnonymous]
    public async Task<IActionResult> Poll(CancellationToken cancellationToken)
    {
        var fields = await PostedFields.ReadAsync(Request, cancellationToken);
        if (fields["grant_type"] is not ("" or "urn:ietf:params:oauth:grant-type:device_code"))
            return new ErrorResult(Errors.UnsupportedGrantType) { AsOAuth = true };
        var (approved, error) = await flow.PollAsync(fields["device_code"], cancellationToken);
        if (approved is null)
            return new ErrorResult(error!) { AsOAuth = true };
        if (await tokens.CreateAsync(approved.OwnerId!, approved.Name, approved.Scopes, TimeSpan.FromDays(TokenStore.DefaultDays), cancellationToken) is not var (row, token))
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
    [HttpGet("qr"), HttpHead("qr"), AllowAnonymous]
    public IActionResult Qr(string? code) => DeviceFlow.Clean(code ?? "") is { } clean
        ? Content(QrCode.Blocks($"{address.Of(Request)}/token/device?code={clean}") + "\n", "text/plain; charset=utf-8")
        : new ErrorResult(Errors.CodeNotFound);

    [HttpGet(""), HttpHead(""), OwnDevice, RecentUse, EnableRateLimiting(RateLimits.Guesses)]
    public async Task<IActionResult> Show(string? code)
    {
        if (string.IsNullOrWhiteSpace(code))
            return View("/Tokens/Device.cshtml", new DevicePage(null, null, null));
        return await flow.FindAsync(code) is { } waiting ? View("/Tokens/Device.cshtml", new DevicePage(DeviceFlow.Clean(code), waiting, null)) : NotFoundPage(code);
    }

    [HttpPost("answer"), OwnDevice, RecentUse, EnableRateLimiting(RateLimits.Guesses)]
    public async Task<IActionResult> Answer(CancellationToken cancellationToken)
    {
        var fields = await PostedFields.ReadAsync(Request, cancellationToken);
        // Nothing but the one word approves.
        bool approve = fields["answer"] == "approve";
        if (await flow.AnswerAsync(fields["code"], Me, User.FindFirstValue(SessionClaims.Device)!, approve) is not { } answered)
            return fields.AreJson || HttpContext.AcceptedFormat(Format.Json) != Format.Html ? new ErrorResult(Errors.CodeNotFound) : NotFoundPage(fields["code"]);
        return fields.AreJson ? NoContent() : View("/Tokens/Answered.cshtml", answered);
    }

    ViewResult NotFoundPage(string code)
    {
        Response.StatusCode = Errors.CodeNotFound.Status;
        return View("/Tokens/Device.cshtml", new DevicePage(code, null, $"{Errors.CodeNotFound.Title}. {Errors.CodeNotFound.Detail}"));
    }
}
