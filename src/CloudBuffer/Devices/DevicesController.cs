using CloudBuffer.Access;
using CloudBuffer.ApiMetadata;
using CloudBuffer.Data;
using CloudBuffer.Display;
using CloudBuffer.Live;
using CloudBuffer.Responses;
using CloudBuffer.Transfers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.Devices;

/// <summary>The devices of a user: list, rename, sign out.</summary>
[Route("device")]
public sealed class DevicesController(AppDbContext db, LiveEvents live, TimeProvider time) : Controller
{
    IQueryable<DeviceSession> OwnDevices()
    {
        var ownerId = User.Id();
        return db.Devices.Where(device => device.OwnerId == ownerId);
    }

    [HttpGetOrHead("")]
    [EndpointSummary("List the devices of the user"), ApiJson<DeviceResponse[]>("Last seen first.")]
    public async Task<IActionResult> Devices(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var devices = await OwnDevices().AsNoTracking().Where(device => device.ExpiresAt > now)
            .OrderByDescending(device => device.LastSeenAt).ToListAsync(cancellationToken);
        if (HttpContext.AcceptedFormat(Format.Html) != Format.Html)
            return Json(devices.Select(ToJson));
        return View(new DevicesPage(devices, User.DeviceId(), await db.LockedUntilAsync(User.Id(), now, cancellationToken)));
    }

    [HttpPost("name"), RefuseTemporarySignIn]
    [EndpointSummary("Rename a device"), ApiBodyField("id", "The id of the device.")]
    [ApiBodyField("name", "Up to 64 characters."), ApiResponse(204, "Renamed.")]
    [ApiErrors(nameof(Errors.FormInvalid), nameof(Errors.DeviceNotFound))]
    public async Task<IActionResult> Rename(CancellationToken cancellationToken)
    {
        var fields = await FormFields.ReadAsync(Request, cancellationToken);
        var (id, name) = (fields["id"], DisplayNameSanitizer.Sanitize(fields["name"]));
        if (name.Length == 0)
            return new ErrorResult(Errors.FormInvalid, new Dictionary<string, string[]> { ["name"] = ["Enter a name."] });
        int renamed = await db.WriteAsync(User.Id(), durable: false, () => OwnDevices().Where(device => device.Id == id)
            .ExecuteUpdateAsync(set => set.SetProperty(device => device.Name, name), CancellationToken.None), cancellationToken);
        if (renamed == 0)
            return new ErrorResult(Errors.DeviceNotFound);
        await live.PublishAsync(User.Id(), LiveEvent.DevicesChanged());
        return fields.AreJson ? NoContent() : this.SeeOther("~/device");
    }

    [HttpGetOrHead("delete"), Page("Confirm signing out a device")]
    public async Task<IActionResult> ConfirmSignOut(string? id, CancellationToken cancellationToken) =>
        await OwnDevices().AsNoTracking().SingleOrDefaultAsync(device => device.Id == id, cancellationToken) is { } device
            ? View("SignOut", new SignOutPage(device))
            : new ErrorResult(Errors.DeviceNotFound);

    [HttpPost("delete"), HttpDelete("{id}"), RefuseTemporarySignIn, BodyParameter("id")]
    [EndpointSummary("Sign out a device"), ApiQuery("id", "The id of the device.", Required = true), ApiResponse(204, "Signed out at once.")]
    [ApiErrors(nameof(Errors.DeviceNotFound))]
    public async Task<IActionResult> SignOut(string? id, CancellationToken cancellationToken)
    {
        if (id is null || !await SignOutAsync(device => device.Id == id, cancellationToken))
            return new ErrorResult(Errors.DeviceNotFound);
        return this.SeeOtherOrNoContent("~/device");
    }

    [HttpPost("delete-others"), RefuseTemporarySignIn]
    [EndpointSummary("Sign out all other devices"), ApiResponse(204, "Signed out at once.")]
    public async Task<IActionResult> SignOutOthers(CancellationToken cancellationToken)
    {
        var here = User.DeviceId();
        await SignOutAsync(device => device.Id != here, cancellationToken);
        return this.SeeOtherOrNoContent("~/device");
    }

    async Task<bool> SignOutAsync(System.Linq.Expressions.Expression<Func<DeviceSession, bool>> filter, CancellationToken cancellationToken)
    {
        int count = await db.WriteAsync(
            User.Id(), durable: true, () => OwnDevices().Where(filter).ExecuteDeleteAsync(CancellationToken.None), cancellationToken);
        if (count > 0)
            await live.PublishAsync(User.Id(), LiveEvent.DevicesChanged());
        return count > 0;
    }

    DeviceResponse ToJson(DeviceSession device) => new(
        device.Id,
        device.Name,
        device.Browser,
        device.Origin.ToString().ToLowerInvariant(),
        device.CreatedAt.UtcDateTime,
        device.ExpiresAt.UtcDateTime,
        device.LastSeenAt.UtcDateTime,
        device.LastSeenFrom,
        device.Id == User.DeviceId());
}
