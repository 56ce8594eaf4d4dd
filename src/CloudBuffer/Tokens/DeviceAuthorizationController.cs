using CloudBuffer.Access;
using CloudBuffer.ApiMetadata;
using CloudBuffer.Display;
using CloudBuffer.Hosting;
using CloudBuffer.Responses;
using CloudBuffer.Transfers;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace CloudBuffer.Tokens;

/// <summary>Device authorization requests (RFC 8628): a program without a browser requests an access token, the user approves it.</summary>
[Route("token/device")]
public sealed class DeviceAuthorizationController(DeviceAuthorizationStore authorizations, AccessTokenStore tokens, PublicAddress address) : Controller
{
    const int MaxUserAgentLength = 200;

    [HttpPost(""), AllowAnonymous, EnableRateLimiting(RateLimits.Anonymous)]
    [EndpointSummary("Request an access token without a browser (RFC 8628 §3.1)"), ApiJson<DeviceAuthorizationResponse>("Requested.")]
    [ApiErrors(nameof(Errors.ScopeInvalid)), EndpointDescription("Show user_code, let the user approve the request at verification_uri, and poll.")]
    [ApiBodyField("name", "The name of the program.", Optional = true), ApiBodyField("scope", "Scopes, separated by spaces; default all.", Optional = true)]
    public async Task<IActionResult> Create(CancellationToken cancellationToken)
    {
        var fields = await FormFields.ReadAsync(Request, cancellationToken);
        if (ScopeNames.Parse(fields["scope"]) is not { } scopes)
            return new ErrorResult(Errors.ScopeInvalid) { AsOAuth = true };
        var name = DisplayNameSanitizer.Sanitize(fields["name"]);
        var userAgent = DisplayNameSanitizer.Sanitize(Request.Headers.UserAgent.ToString());
        var (deviceCode, userCode) = await authorizations.CreateAsync(
            name.Length > 0 ? name : "A program", scopes == Scopes.None ? Scopes.All : scopes, HttpContext.RemoteAddress(),
            userAgent.Length > MaxUserAgentLength ? userAgent[..MaxUserAgentLength] : userAgent);
        var page = $"{address.For(Request)}/token/device";
        return Json(new DeviceAuthorizationResponse(
            deviceCode,
            userCode,
            page,
            $"{page}?code={userCode}",
            (int)DeviceAuthorizationStore.Lifetime.TotalSeconds,
            (int)authorizations.PollInterval.TotalSeconds));
    }

    [HttpPost("poll"), AllowAnonymous]
    [EndpointSummary("Poll for the requested access token (RFC 8628 §3.4)"), ApiBodyField("grant_type", "urn:ietf:params:oauth:grant-type:device_code")]
    [ApiBodyField("device_code", "From the request."), ApiJson<AccessTokenGrantedResponse>("Approved. Each token is returned once.")]
    [ApiErrors(
        nameof(Errors.AuthorizationPending), nameof(Errors.SlowDown), nameof(Errors.AccessDenied),
        nameof(Errors.ExpiredToken), nameof(Errors.UnsupportedGrantType), nameof(Errors.TooManyTokens))]
    public async Task<IActionResult> Poll(CancellationToken cancellationToken)
    {
        var fields = await FormFields.ReadAsync(Request, cancellationToken);
        if (fields["grant_type"] is not ("" or "urn:ietf:params:oauth:grant-type:device_code"))
            return new ErrorResult(Errors.UnsupportedGrantType) { AsOAuth = true };
        IActionResult result = new ErrorResult(Errors.TooManyTokens);
        var error = await authorizations.PollAsync(fields["device_code"], async approved =>
        {
            var lifetime = TimeSpan.FromDays(AccessTokenStore.DefaultDays);
            if (await tokens.CreateAsync(approved.OwnerId!, approved.Name, approved.Scopes, lifetime, cancellationToken) is var (row, token))
                result = Json(new AccessTokenGrantedResponse(token.ToString(), "Bearer", (long)(row.ExpiresAt - row.CreatedAt).TotalSeconds, row.Scopes));
        }, cancellationToken);
        return error is null ? result : new ErrorResult(error) { AsOAuth = true };
    }

    [HttpGetOrHead("qr"), AllowAnonymous, EnableRateLimiting(RateLimits.Anonymous)]
    [EndpointSummary("Get the address for approving a request, as a QR code of block characters")]
    [ApiQuery("code", "The code that the program shows.", Required = true), ApiResponse(200, "Lines for a terminal.", MediaType = "text/plain")]
    [ApiErrors(nameof(Errors.CodeNotFound))]
    public IActionResult Qr(string? code) => DeviceAuthorizationStore.Normalize(code ?? "") is { } userCode
        ? Content(QrCode.Blocks($"{address.For(Request)}/token/device?code={userCode}") + "\n", "text/plain; charset=utf-8")
        : new ErrorResult(Errors.CodeNotFound);

    [HttpGetOrHead(""), RefuseTemporarySignIn, RequireRecentAuthentication, EnableRateLimiting(RateLimits.ShortCodes)]
    [Page("Approve or deny the request of a program")]
    public async Task<IActionResult> Show(string? code)
    {
        if (string.IsNullOrWhiteSpace(code))
            return View("Authorize", new DeviceAuthorizationPage(null, null, null));
        return await authorizations.FindAsync(code) is { } request
            ? View("Authorize", new DeviceAuthorizationPage(DeviceAuthorizationStore.Normalize(code), request, null))
            : NotFoundPage(code);
    }

    [HttpPost("answer"), RefuseTemporarySignIn, RequireRecentAuthentication, EnableRateLimiting(RateLimits.ShortCodes)]
    [EndpointSummary("Approve or deny a device authorization request"), ApiResponse(204, "Answered."), ApiErrors(nameof(Errors.CodeNotFound))]
    [ApiBodyField("code", "The code that the program shows."), ApiBodyField("answer", "approve or deny.")]
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
