using System.Security.Claims;
using CloudBuffer.Data;
using CloudBuffer.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace CloudBuffer.Devices;

/// <summary>
/// Signing in by scanning, in both directions. Secrets stand in the fragment of the scanned address and in bodies, which no log
/// has; a GET neither signs in nor uses anything up.
/// </summary>
[Route("device"), RequestSizeLimit(DevicesController.MaxBodyBytes)]
public sealed class PairingController(PairingStore pairings, SignInManager<AppUser> sessions, PublicAddress address, TimeProvider time) : Controller
{
    public static readonly TimeSpan BorrowedFor = TimeSpan.FromMinutes(15);

    string Me => User.FindFirstValue(ClaimTypes.NameIdentifier)!;

    string Device => BrowserName.Of(Request.Headers.UserAgent.ToString());

    // By another site instead of a camera: somebody could make a device his own by that. On plain http browsers do not tell.
    bool IsSentHere => Request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site ? site is not ("none" or "same-origin") : Request.IsHttps;

    string From => HttpContext.Connection.RemoteIpAddress?.ToString() ?? "";

    [HttpGet("add"), HttpHead("add"), OwnDevice, RecentUse]
    public IActionResult Add() => View("/Devices/Add.cshtml");

    /// <summary>Where the new device lands that scanned the code of <see cref="Add"/>.</summary>
    [HttpGet("join"), HttpHead("join"), AllowAnonymous]
    public IActionResult Join() => View("/Devices/Join.cshtml", new JoinPage(User.Identity is { IsAuthenticated: true } here ? here.Name : null, IsSentHere));

    [HttpGet("borrow"), HttpHead("borrow"), AllowAnonymous]
    public IActionResult Borrow() => View("/Devices/Borrow.cshtml");

    /// <summary>Where the signed-in device lands that scanned the code of <see cref="Borrow"/>.</summary>
    [HttpGet("allow"), HttpHead("allow"), OwnDevice, RecentUse(ScanIsEnough = true)]
    public IActionResult Allow() => View("/Devices/Allow.cshtml");

    [HttpPost("offer"), OwnDevice, RecentUse, EnableRateLimiting(RateLimits.Guesses)]
    public async Task<IActionResult> Offer()
    {
        var (secret, id) = await pairings.OfferAsync(Me, User.FindFirstValue(SessionClaims.Device)!);
        var url = $"{address.Of(Request)}/device/join#{secret}";
        return Json(new { Id = id, Url = url, Qr = QrCode.Svg(url), ExpiresIn = (int)PairingStore.OfferLife.TotalSeconds });
    }

    /// <summary>How far an offer is, for the device that shows it.</summary>
    [HttpGet("offer/{id}"), HttpHead("offer/{id}")]
    public async Task<IActionResult> Look(string id) =>
        await pairings.FindAsync(id) is { Kind: PairingKind.Offer } pairing && pairing.OwnerId == Me
            ? Json(new { State = Text(pairing.State), Device = pairing.NewDevice, pairing.Address, pairing.Number, Contested = pairing.IsContested })
            : new ErrorResult(Errors.PairingEnded);

    [HttpPost("claim"), AllowAnonymous, EnableRateLimiting(RateLimits.Strangers)]
    public async Task<IActionResult> Claim(CancellationToken cancellationToken)
    {
        var fields = await PostedFields.ReadAsync(Request, cancellationToken);
        return await pairings.ClaimAsync(fields["secret"], Device, From) is var (claim, number, ownerId) && await sessions.UserManager.FindByIdAsync(ownerId) is { } owner
            ? Json(new { Claim = claim, Number = number, Owner = owner.UserName })
            : new ErrorResult(Errors.PairingEnded);
    }

    [HttpPost("request"), AllowAnonymous, EnableRateLimiting(RateLimits.Strangers)]
    public async Task<IActionResult> Ask()
    {
        var (secret, claim, number) = await pairings.RequestAsync(Device, From);
        var url = $"{address.Of(Request)}/device/allow#{secret}";
        return Json(new { Claim = claim, Number = number, Url = url, Qr = QrCode.Svg(url), ExpiresIn = (int)PairingStore.RequestLife.TotalSeconds });
    }

    /// <summary>Who asks, for the signed-in device that scanned a request.</summary>
    [HttpPost("look"), OwnDevice, RecentUse(ScanIsEnough = true), EnableRateLimiting(RateLimits.Guesses)]
    public async Task<IActionResult> LookAtRequest(CancellationToken cancellationToken)
    {
        var fields = await PostedFields.ReadAsync(Request, cancellationToken);
        var id = RandomKey.Hash(fields["secret"]);
        return await pairings.FindAsync(id) is { Kind: PairingKind.Request, State: PairingState.Waiting } pairing
            ? Json(new { Id = id, Device = pairing.NewDevice, pairing.Address, Numbers = PairingStore.Choices(id, pairing.Number!) })
            : new ErrorResult(Errors.PairingEnded);
    }

    /// <summary>Says yes or no: fields <c>id</c>, <c>answer</c> (<c>allow</c> or anything else) and <c>number</c>.</summary>
    [HttpPost("answer"), OwnDevice, RecentUse(ScanIsEnough = true), EnableRateLimiting(RateLimits.Guesses)]
    public async Task<IActionResult> Answer(CancellationToken cancellationToken)
    {
        var fields = await PostedFields.ReadAsync(Request, cancellationToken);
        bool allow = fields["answer"] == "allow";
        return await pairings.AnswerAsync(fields["id"], Me, User.FindFirstValue(SessionClaims.Device)!, allow, fields["number"]) switch
        {
            PairingState.Allowed => NoContent(),
            PairingState.Denied when !allow => NoContent(),
            PairingState.Waiting => new ErrorResult(Errors.NumberWrong),
            _ => new ErrorResult(Errors.PairingEnded),
        };
    }

    /// <summary>The new device asks whether it may come in: 202 not yet, 200 signed in.</summary>
    [HttpPost("finish"), AllowAnonymous, SignsIn]
    public async Task<IActionResult> Finish(CancellationToken cancellationToken)
    {
        var fields = await PostedFields.ReadAsync(Request, cancellationToken);
        if (await pairings.FetchAsync(fields["claim"], cancellationToken) is not { } pairing)
            return new ErrorResult(Errors.PairingEnded);
        if (pairing.State == PairingState.Waiting)
            return StatusCode(StatusCodes.Status202Accepted);
        if (await sessions.UserManager.FindByIdAsync(pairing.OwnerId!) is not { } user)
            return new ErrorResult(Errors.PairingEnded);
        bool borrowed = pairing.Kind == PairingKind.Request;
        await sessions.SignInFreshAsync(user, new AuthenticationProperties
        {
            IsPersistent = !borrowed,
            ExpiresUtc = borrowed ? time.GetUtcNow() + BorrowedFor : null,
            AllowRefresh = borrowed ? false : null,
            Items = { [DeviceTickets.OriginItem] = (borrowed ? DeviceOrigin.Borrowed : DeviceOrigin.Scan).ToString() },
        });
        return Json(new { Username = user.UserName });
    }

    static string Text(PairingState state) => state.ToString().ToLowerInvariant();
}
