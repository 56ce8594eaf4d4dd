using CloudBuffer.Access;
using CloudBuffer.ApiMetadata;
using CloudBuffer.Data;
using CloudBuffer.Display;
using CloudBuffer.Hosting;
using CloudBuffer.Responses;
using CloudBuffer.Transfers;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace CloudBuffer.Devices;

/// <summary>
/// Connecting devices by QR code, in both directions. Secrets are only in URL fragments and request bodies, which are not logged. GET
/// is safe: it neither signs in nor redeems a code.
/// </summary>
[Route("device")]
public sealed class PairingController(PairingStore pairings, SignInManager<AppUser> signInManager, PublicAddress address, TimeProvider time) : Controller
{
    string Device => BrowserName.FromUserAgent(Request.Headers.UserAgent.ToString());

    // Opened by a link of another site instead of a camera, which could be login CSRF. Browsers do not send the header on plain http. The
    // page's script adds the parameter when the fragment changes: another window may have done that.
    bool MayBeLoginCsrf => Request.Query.ContainsKey("confirm") || (Request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site
        ? site is not ("none" or "same-origin")
        : Request.IsHttps);

    [HttpGetOrHead("add"), RefuseTemporarySignIn, RequireRecentAuthentication, Page("Connect a device")]
    public IActionResult Connect() => View();

    [HttpGetOrHead("join"), AllowAnonymous, Page("Sign in with a scanned offer")]
    public IActionResult Join() => View(new JoinPage(User.Identity is { IsAuthenticated: true } here ? here.Name : null, MayBeLoginCsrf));

    [HttpGetOrHead("borrow"), AllowAnonymous, Page("Request a temporary sign-in")]
    public IActionResult TemporarySignInPage() => View("TemporarySignIn");

    [HttpGetOrHead("allow"), RefuseTemporarySignIn, RequireRecentAuthentication(AllowPairedDevice = true), Page("Approve or deny a scanned request")]
    public IActionResult Allow() => View();

    [HttpPost("offer"), RefuseTemporarySignIn, RequireRecentAuthentication, EnableRateLimiting(RateLimits.ShortCodes)]
    [EndpointSummary("Create an offer to connect a device"), ApiJson<OfferResponse>("Created.")]
    [EndpointDescription("The new device posts the secret in the URL fragment to /device/claim, shows the returned number, and polls /device/finish.")]
    public async Task<IActionResult> CreateOffer()
    {
        var (secret, id) = await pairings.CreateOfferAsync(User.Id(), User.DeviceId()!);
        var url = $"{address.For(Request)}/device/join#{secret}";
        return Json(new OfferResponse(id, url, QrCode.Svg(url), (int)PairingStore.OfferLifetime.TotalSeconds));
    }

    [HttpGetOrHead("offer/{id}")]
    [EndpointSummary("Get the progress of an offer"), ApiPath("id", "The id of the offer."), ApiJson<OfferStateResponse>("The progress.")]
    [ApiErrors(nameof(Errors.PairingExpired))]
    public async Task<IActionResult> GetOffer(string id) =>
        await pairings.FindAsync(id) is { Kind: PairingKind.Offer } pairing && pairing.OwnerId == User.Id()
            ? Json(new OfferStateResponse(Text(pairing.State), pairing.NewDevice, pairing.Address, pairing.Number, pairing.IsContested))
            : new ErrorResult(Errors.PairingExpired);

    [HttpPost("claim"), AllowAnonymous, EnableRateLimiting(RateLimits.Anonymous)]
    [EndpointSummary("Claim a scanned offer"), ApiBodyField("secret", "From the URL fragment."), ApiJson<OfferClaimedResponse>("Claimed.")]
    [ApiErrors(nameof(Errors.PairingExpired))]
    public async Task<IActionResult> ClaimOffer(CancellationToken cancellationToken)
    {
        var fields = await FormFields.ReadAsync(Request, cancellationToken);
        return await pairings.ClaimOfferAsync(fields["secret"], Device, HttpContext.RemoteAddress()) is var (claim, number, ownerId)
            && await signInManager.UserManager.FindByIdAsync(ownerId) is { } owner
            ? Json(new OfferClaimedResponse(claim, number, owner.UserName))
            : new ErrorResult(Errors.PairingExpired);
    }

    [HttpPost("request"), AllowAnonymous, EnableRateLimiting(RateLimits.Anonymous)]
    [EndpointSummary("Request a temporary sign-in"), ApiJson<PairingRequestResponse>("Requested.")]
    public async Task<IActionResult> CreateRequest()
    {
        var (secret, claim, number) = await pairings.CreateRequestAsync(Device, HttpContext.RemoteAddress());
        var url = $"{address.For(Request)}/device/allow#{secret}";
        return Json(new PairingRequestResponse(claim, number, url, QrCode.Svg(url), (int)PairingStore.RequestLifetime.TotalSeconds));
    }

    [HttpPost("look"), RefuseTemporarySignIn, RequireRecentAuthentication(AllowPairedDevice = true), EnableRateLimiting(RateLimits.ShortCodes)]
    [EndpointSummary("Get a scanned request"), ApiBodyField("secret", "From the URL fragment."), ApiJson<ScannedRequestResponse>("Found.")]
    [ApiErrors(nameof(Errors.PairingExpired))]
    public async Task<IActionResult> GetRequest(CancellationToken cancellationToken)
    {
        var fields = await FormFields.ReadAsync(Request, cancellationToken);
        var id = RandomSecret.Hash(fields["secret"]);
        return await pairings.FindAsync(id) is { Kind: PairingKind.Request, State: PairingState.Waiting } pairing
            ? Json(new ScannedRequestResponse(id, pairing.NewDevice, pairing.Address, [.. NumberMatch.ChoicesFor(id, pairing.Number!)]))
            : new ErrorResult(Errors.PairingExpired);
    }

    [HttpPost("answer"), RefuseTemporarySignIn, RequireRecentAuthentication(AllowPairedDevice = true), EnableRateLimiting(RateLimits.ShortCodes)]
    [EndpointSummary("Approve or deny a pairing"), EndpointDescription("Three wrong numbers cancel an offer, one cancels a request.")]
    [ApiBodyField("id", "Of the offer or the request."), ApiBodyField("answer", "allow; any other value denies.")]
    [ApiBodyField("number", "Shown by the new device.")]
    [ApiResponse(204, "Answered."), ApiErrors(nameof(Errors.NumberWrong), nameof(Errors.PairingExpired))]
    public async Task<IActionResult> Respond(CancellationToken cancellationToken)
    {
        var fields = await FormFields.ReadAsync(Request, cancellationToken);
        bool approve = fields["answer"] == "allow";
        return await pairings.RespondAsync(fields["id"], User.Id(), User.DeviceId()!, approve, fields["number"]) switch
        {
            PairingState.Allowed => NoContent(),
            PairingState.Denied when !approve => NoContent(),
            PairingState.Waiting => new ErrorResult(Errors.NumberWrong),
            _ => new ErrorResult(Errors.PairingExpired),
        };
    }

    [HttpPost("finish"), AllowAnonymous, StartsNewSession]
    [EndpointSummary("Redeem an approved pairing for a session")]
    [ApiBodyField("claim", "From the claim or the request."), ApiErrors(nameof(Errors.PairingExpired))]
    [ApiJson<SignedInResponse>("Signed in."), ApiResponse(202, "Not answered yet."), ApiResponseHeader("Set-Cookie", "The session.", Status = 200)]
    public async Task<IActionResult> Redeem(CancellationToken cancellationToken)
    {
        var fields = await FormFields.ReadAsync(Request, cancellationToken);
        AppUser? user = null;
        var pairing = await pairings.RedeemAsync(fields["claim"], async approved => user = await SignInAsync(approved), cancellationToken);
        if (pairing is { State: PairingState.Waiting })
            return StatusCode(StatusCodes.Status202Accepted);
        return user is null ? new ErrorResult(Errors.PairingExpired) : Json(new SignedInResponse(user.UserName));
    }

    /// <returns>Null if the account does not exist any more.</returns>
    async Task<AppUser?> SignInAsync(Pairing pairing)
    {
        if (await signInManager.UserManager.FindByIdAsync(pairing.OwnerId!) is not { } user)
            return null;
        bool isTemporary = pairing.Kind == PairingKind.Request;
        await signInManager.SignInWithNewSessionAsync(user, new AuthenticationProperties
        {
            IsPersistent = !isTemporary,
            ExpiresUtc = isTemporary ? time.GetUtcNow() + SessionLifetime.Temporary : null,
            AllowRefresh = isTemporary ? false : null,
            Items = { [DeviceSessionStore.OriginItem] = (isTemporary ? DeviceOrigin.Borrowed : DeviceOrigin.Scan).ToString() },
        });
        return user;
    }

    static string Text(PairingState state) => state.ToString().ToLowerInvariant();
}
