using System.Security.Claims;
using CloudBuffer.Access;
using CloudBuffer.ApiMetadata;
using CloudBuffer.Data;
using CloudBuffer.Responses;
using CloudBuffer.Settings;
using CloudBuffer.Transfers;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Accounts;

/// <summary>Sign up, sign in, sign out, and what an account holds.</summary>
[Route("account")]
public sealed class AccountsController(
    Registration registration, SignIn signIn, KnownBrowser knownBrowser, SignInManager<AppUser> signInManager, AppDbContext db, TimeProvider time,
    IOptions<CloudBufferOptions> options)
    : Controller
{
    static readonly Dictionary<string, string[]> NoErrors = [];

    [HttpGetOrHead("register"), AllowAnonymous, Page("Sign up")]
    public IActionResult Register(string? returnUrl) => View(new RegisterPage(null, null, returnUrl, NoErrors));

    [AcceptVerbs("GET", "HEAD", "POST", Route = "registet"), AllowAnonymous]
    [Page("Redirect to /account/register, from the misspelled address of the original page")]
    public IActionResult RegisterAlias() => RedirectPermanentPreserveMethod("~/account/register" + Request.QueryString);

    [HttpPost("register"), AllowAnonymous, StartsNewSession, EnableRateLimiting(RateLimits.Registrations)]
    [EndpointSummary("Sign up"), ApiBodyField("username", "Up to 32 letters, digits and -_.@+.")]
    [ApiBodyField("email", "An e-mail address.", Format = "email", Optional = true)]
    [ApiBodyField("password", "At least 8 characters.", Format = "password")]
    [ApiBodyField("password_confirm", "The same password.", Format = "password", Optional = true)]
    [ApiJson<SignedInResponse>("Signed in."), ApiResponseHeader("Set-Cookie", "The session.", Status = 200)]
    [ApiErrors(nameof(Errors.FormInvalid), nameof(Errors.TooManyRequests))]
    public async Task<IActionResult> Register(CancellationToken cancellationToken)
    {
        var fields = await FormFields.ReadAsync(Request, cancellationToken);
        string username = fields["username"].Trim(), email = fields["email"].Trim();
        var (user, errors) = await registration.CreateAsync(
            HttpContext, username, email, fields["password"], fields.Find("password_confirm"), cancellationToken);
        if (user is not null)
        {
            knownBrowser.Remember(HttpContext, user.Id);
            return await SignedInAsync(user, fields);
        }
        if (WantsErrorDetails(fields))
            return new ErrorResult(Errors.FormInvalid, errors);
        return PageWith(Errors.FormInvalid, "Register", new RegisterPage(username, email, fields["returnUrl"], errors!));
    }

    [HttpGetOrHead("login"), AllowAnonymous, Page("Sign in")]
    public IActionResult Login(string? returnUrl) => View(new LoginPage(null, returnUrl, null));

    [HttpPost("login"), AllowAnonymous, StartsNewSession]
    [EndpointSummary("Sign in"), ApiBodyField("username", "The user name or the e-mail address.")]
    [ApiBodyField("password", "The password.", Format = "password")]
    [ApiJson<SignedInResponse>("Signed in."), ApiResponseHeader("Set-Cookie", "The session.", Status = 200)]
    [ApiErrors(nameof(Errors.SignInFailed), nameof(Errors.TooManyRequests), nameof(Errors.TooManyFailed))]
    public async Task<IActionResult> Login(CancellationToken cancellationToken)
    {
        var fields = await FormFields.ReadAsync(Request, cancellationToken);
        string username = fields["username"].Trim();
        var (outcome, user) = await signIn.CheckAsync(HttpContext, username, fields["password"], cancellationToken);
        if (outcome == SignInOutcome.Succeeded)
            return await SignedInAsync(user!, fields);
        var error = ErrorOf(outcome);
        if (WantsErrorDetails(fields))
            return new ErrorResult(error);
        return PageWith(error, "Login", new LoginPage(username, fields["returnUrl"], $"{error.Title}. {error.Detail}"));
    }

    [HttpGetOrHead("confirm"), RefuseTemporarySignIn, Page("Confirm the password")]
    public IActionResult Confirm(string? returnUrl) => View(new ConfirmPage(returnUrl, null));

    [HttpPost("confirm"), RefuseTemporarySignIn]
    [EndpointSummary("Confirm the password"), EndpointDescription("Required on a device that was not used for a week or was connected by scanning.")]
    [ApiBodyField("password", "The password.", Format = "password"), ApiResponse(204, "Recently authenticated.")]
    [ApiErrors(nameof(Errors.SignInFailed), nameof(Errors.TooManyRequests), nameof(Errors.TooManyFailed))]
    public async Task<IActionResult> Confirm(CancellationToken cancellationToken)
    {
        var fields = await FormFields.ReadAsync(Request, cancellationToken);
        var (outcome, user) = await signIn.CheckAsync(HttpContext, User.Identity!.Name!, fields["password"], cancellationToken);
        if (outcome == SignInOutcome.Succeeded)
        {
            var device = User.DeviceId();
            var now = time.GetUtcNow();
            var own = db.Devices.Where(row => row.Id == device && row.OwnerId == user!.Id);
            await db.WriteAsync(user!.Id, durable: false, () => own.ExecuteUpdateAsync(set => set
                .SetProperty(row => row.ReauthenticationRequired, false)
                .SetProperty(row => row.PasswordVerified, true)
                .SetProperty(row => row.LastSeenAt, now), CancellationToken.None), cancellationToken);
            return fields.AreJson ? NoContent() : this.SeeOther(Url.IsLocalUrl(fields["returnUrl"]) ? fields["returnUrl"] : "~/");
        }
        var error = ErrorOf(outcome);
        if (WantsErrorDetails(fields))
            return new ErrorResult(error);
        var message = outcome == SignInOutcome.Failed ? "Wrong password. Try again." : $"{error.Title}. {error.Detail}";
        return PageWith(error, "Confirm", new ConfirmPage(fields["returnUrl"], message));
    }

    [HttpGetOrHead("logout"), AllowAnonymous, Page("Confirm signing out")]
    public IActionResult ConfirmLogout() => View("Logout");

    [HttpPost("logout"), AllowAnonymous]
    [EndpointSummary("Sign out"), ApiResponse(204, "Signed out.")]
    public async Task<IActionResult> Logout()
    {
        await HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
        // Browsers honor it over https, for the whole host: also for the apps below other paths.
        if (!options.Value.PublicPath.HasValue)
            Response.Headers["Clear-Site-Data"] = "\"cache\", \"storage\"";
        if (Request.HasJsonContentType() || HttpContext.AcceptedFormat(Format.Html) == Format.Json)
            return NoContent();
        // The page must be rendered as for an anonymous user.
        HttpContext.User = new ClaimsPrincipal(new ClaimsIdentity());
        return View("SignedOut");
    }

    [HttpGetOrHead("profile")]
    [EndpointSummary("Get the stored items and the limits of the account"), ApiJson<ProfilePage>("The account.")]
    public async Task<IActionResult> Profile(CancellationToken cancellationToken)
    {
        var id = User.Id();
        var now = time.GetUtcNow();
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == id, cancellationToken) is not { } me)
            return Challenge();
        var sizes = await db.Files.Where(file => file.OwnerId == id && file.ExpiresAt > now).Select(file => file.Size).ToListAsync(cancellationToken);
        var buffer = await db.Buffers.AsNoTracking().SingleOrDefaultAsync(entry => entry.OwnerId == id && entry.ExpiresAt > now, cancellationToken);
        var page = new ProfilePage(
            me.UserName!, me.Email, sizes.Count, options.Value.MaxFiles, sizes.Sum(),
            buffer is null ? null : new ProfileBuffer(buffer.Kind.ToString().ToLowerInvariant(), buffer.Size, buffer.ExpiresAt),
            options.Value.MaxFileSize, options.Value.ExpireTime);
        return HttpContext.AcceptedFormat(Format.Html) == Format.Html ? View(page) : Json(page);
    }

    async Task<IActionResult> SignedInAsync(AppUser user, FormFields fields)
    {
        await signInManager.SignInWithNewSessionAsync(user, new AuthenticationProperties { IsPersistent = true });
        if (fields.AreJson)
            return Json(new SignedInResponse(user.UserName));
        return this.SeeOther(Url.IsLocalUrl(fields["returnUrl"]) ? fields["returnUrl"] : "~/");
    }

    static Error ErrorOf(SignInOutcome outcome) => outcome switch
    {
        SignInOutcome.TooBusy => Errors.TooManyRequests,
        SignInOutcome.TooManyFailed => Errors.TooManyFailed,
        _ => Errors.SignInFailed,
    };

    bool WantsErrorDetails(FormFields fields) => fields.AreJson || HttpContext.AcceptedFormat(Format.Json) != Format.Html;

    ViewResult PageWith(Error error, string name, object page)
    {
        Response.StatusCode = error.Status;
        return View(name, page);
    }
}
