using CloudBuffer.Access;
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
[Route("device"), SmallBody]
public sealed class PairingController(PairingStore pairings, SignInManager<AppUser> signInManager, PublicAddress address, TimeProvider time) : Controller
{
    string Device => BrowserName.FromUserAgent(Request.Headers.UserAgent.ToString());

    // Opened by a link of another site instead of a camera, which could be login CSRF. Browsers do not send the header on plain http.
    bool IsCrossSiteNavigation => Request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site
        ? site is not ("none" or "same-origin")
        : Request.IsHttps;

    [HttpGetOrHead("add"), RequireOwnDevice, RequireRecentAuthentication]
    public IActionResult Connect() => View();

    /// <summary>Where the new device lands that scanned the code of <see cref="Connect"/>.</summary>
    [HttpGetOrHead("join"), AllowAnonymous]
    public IActionResult Join() => View(new JoinPage(User.Identity is { IsAuthenticated: true } here ? here.Name : null, IsCrossSiteNavigation));

    [HttpGetOrHead("borrow"), AllowAnonymous]
    public IActionResult TemporarySignInPage() => View("TemporarySignIn");

    /// <summary>Where the signed-in device lands that scanned the code of <see cref="TemporarySignInPage"/>.</summary>
    [HttpGetOrHead("allow"), RequireOwnDevice, RequireRecentAuthentication(AllowPairedDevice = true)]
    public IActionResult Allow() => View();

    [HttpPost("offer"), RequireOwnDevice, RequireRecentAuthentication, EnableRateLimiting(RateLimits.ShortCodes)]
    public async Task<IActionResult> CreateOffer()
    {
        var (secret, id) = await pairings.CreateOfferAsync(User.Id(), User.DeviceId()!);
        var url = $"{address.For(Request)}/device/join#{secret}";
        return Json(new { Id = id, Url = url, Qr = QrCode.Svg(url), ExpiresIn = (int)PairingStore.OfferLifetime.TotalSeconds });
    }

    /// <summary>How far an offer is, for the device that shows it.</summary>
    [HttpGetOrHead("offer/{id}")]
    public async Task<IActionResult> GetOffer(string id) =>
        await pairings.FindAsync(id) is { Kind: PairingKind.Offer } pairing && pairing.OwnerId == User.Id()
            ? Json(new { State = Text(pairing.State), Device = pairing.NewDevice, pairing.Address, pairing.Number, Contested = pairing.IsContested })
            : new ErrorResult(Errors.PairingExpired);

    [HttpPost("claim"), AllowAnonymous, EnableRateLimiting(RateLimits.Anonymous)]
    public async Task<IActionResult> ClaimOffer(CancellationToken cancellationToken)
    {
        var fields = await FormFields.ReadAsync(Request, cancellationToken);
        return await pairings.ClaimOfferAsync(fields["secret"], Device, HttpContext.RemoteAddress()) is var (claim, number, ownerId)
            && await signInManager.UserManager.FindByIdAsync(ownerId) is { } owner
            ? Json(new { Claim = claim, Number = number, Owner = owner.UserName })
            : new ErrorResult(Errors.PairingExpired);
    }

    [HttpPost("request"), AllowAnonymous, EnableRateLimiting(RateLimits.Anonymous)]
    public async Task<IActionResult> CreateRequest()
    {
        var (secret, claim, number) = await pairings.CreateRequestAsync(Device, HttpContext.RemoteAddress());
        var url = $"{address.For(Request)}/device/allow#{secret}";
        return Json(new { Claim = claim, Number = number, Url = url, Qr = QrCode.Svg(url), ExpiresIn = (int)PairingStore.RequestLifetime.TotalSeconds });
    }

    /// <summary>Who asks, for the signed-in device that scanned a request.</summary>
    [HttpPost("look"), RequireOwnDevice, RequireRecentAuthentication(AllowPairedDevice = true), EnableRateLimiting(RateLimits.ShortCodes)]
    public async Task<IActionResult> GetRequest(CancellationToken cancellationToken)
    {
        var fields = await FormFields.ReadAsync(Request, cancellationToken);
        var id = RandomSecret.Hash(fields["secret"]);
        return await pairings.FindAsync(id) is { Kind: PairingKind.Request, State: PairingState.Waiting } pairing
            ? Json(new { Id = id, Device = pairing.NewDevice, pairing.Address, Numbers = NumberMatch.ChoicesFor(id, pairing.Number!) })
            : new ErrorResult(Errors.PairingExpired);
    }

    /// <summary>Says yes or no: fields <c>id</c>, <c>answer</c> (<c>allow</c> or anything else) and <c>number</c>.</summary>
    [HttpPost("answer"), RequireOwnDevice, RequireRecentAuthentication(AllowPairedDevice = true), EnableRateLimiting(RateLimits.ShortCodes)]
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

    /// <summary>The new device asks whether it may come in: 202 not yet, 200 signed in.</summary>
    [HttpPost("finish"), AllowAnonymous, IgnoreExistingSession]
    public async Task<IActionResult> Redeem(CancellationToken cancellationToken)
    {
        var fields = await FormFields.ReadAsync(Request, cancellationToken);
        if (await pairings.RedeemAsync(fields["claim"], cancellationToken) is not { } pairing)
            return new ErrorResult(Errors.PairingExpired);
        if (pairing.State == PairingState.Waiting)
            return StatusCode(StatusCodes.Status202Accepted);
        if (await signInManager.UserManager.FindByIdAsync(pairing.OwnerId!) is not { } user)
            return new ErrorResult(Errors.PairingExpired);
        bool isTemporary = pairing.Kind == PairingKind.Request;
        await signInManager.SignInWithNewSessionAsync(user, new AuthenticationProperties
        {
            IsPersistent = !isTemporary,
            ExpiresUtc = isTemporary ? time.GetUtcNow() + TemporarySignIn.Lifetime : null,
            AllowRefresh = isTemporary ? false : null,
            Items = { [DeviceSessionStore.OriginItem] = (isTemporary ? DeviceOrigin.Borrowed : DeviceOrigin.Scan).ToString() },
        });
        return Json(new { Username = user.UserName });
    }

    static string Text(PairingState state) => state.ToString().ToLowerInvariant();
}
