using CloudBuffer.Access;
using CloudBuffer.Data;
using CloudBuffer.Display;
using CloudBuffer.Live;
using CloudBuffer.Responses;
using CloudBuffer.Transfers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.Devices;

/// <summary>The devices of a user: list, rename, sign out.</summary>
[Route("device"), SmallBody]
public sealed class DevicesController(AppDbContext db, LiveEvents live, TimeProvider time) : Controller
{
    IQueryable<DeviceSession> OwnDevices()
    {
        var ownerId = User.Id();
        return db.Devices.Where(device => device.OwnerId == ownerId);
    }

    [HttpGetOrHead("")]
    public async Task<IActionResult> Devices(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var devices = await OwnDevices().AsNoTracking().Where(device => device.ExpiresAt > now)
            .OrderByDescending(device => device.LastSeenAt).ToListAsync(cancellationToken);
        return HttpContext.AcceptedFormat(Format.Html) == Format.Html ? View(new DevicesPage(devices, User.DeviceId())) : Json(devices.Select(ToJson));
    }

    [HttpPost("name"), RequireOwnDevice]
    public async Task<IActionResult> Rename(CancellationToken cancellationToken)
    {
        var fields = await FormFields.ReadAsync(Request, cancellationToken);
        var (id, name) = (fields["id"], DisplayNames.Clean(fields["name"]));
        if (name.Length == 0)
            return new ErrorResult(Errors.FormInvalid, new Dictionary<string, string[]> { ["name"] = ["Enter a name."] });
        int renamed = await db.WriteAsync(durable: false, () => OwnDevices().Where(device => device.Id == id)
            .ExecuteUpdateAsync(set => set.SetProperty(device => device.Name, name), CancellationToken.None), cancellationToken);
        if (renamed == 0)
            return new ErrorResult(Errors.DeviceNotFound);
        await live.PublishAsync(User.Id(), LiveEvent.DevicesChanged());
        return fields.AreJson ? NoContent() : this.SeeOther("/device");
    }

    [HttpGetOrHead("delete")]
    public async Task<IActionResult> ConfirmSignOut(string? id, CancellationToken cancellationToken) =>
        await OwnDevices().AsNoTracking().SingleOrDefaultAsync(device => device.Id == id, cancellationToken) is { } device
            ? View("SignOut", new SignOutPage(device))
            : new ErrorResult(Errors.DeviceNotFound);

    /// <summary>Signs a device out. Its cookie is worthless from the next request on.</summary>
    [HttpPost("delete"), HttpDelete("{id}"), RequireOwnDevice]
    public async Task<IActionResult> SignOut(string? id, CancellationToken cancellationToken)
    {
        if (id is null || !await SignOutAsync(device => device.Id == id, cancellationToken))
            return new ErrorResult(Errors.DeviceNotFound);
        return this.SeeOtherOrNoContent("/device");
    }

    [HttpPost("delete-others"), RequireOwnDevice]
    public async Task<IActionResult> SignOutOthers(CancellationToken cancellationToken)
    {
        var here = User.DeviceId();
        await SignOutAsync(device => device.Id != here, cancellationToken);
        return this.SeeOtherOrNoContent("/device");
    }

    async Task<bool> SignOutAsync(System.Linq.Expressions.Expression<Func<DeviceSession, bool>> filter, CancellationToken cancellationToken)
    {
        int count = await db.WriteAsync(durable: true, () => OwnDevices().Where(filter).ExecuteDeleteAsync(CancellationToken.None), cancellationToken);
        if (count > 0)
            await live.PublishAsync(User.Id(), LiveEvent.DevicesChanged());
        return count > 0;
    }

    object ToJson(DeviceSession device) => new
    {
        device.Id,
        device.Name,
        device.Browser,
        Origin = device.Origin.ToString().ToLowerInvariant(),
        CreatedAt = device.CreatedAt.UtcDateTime,
        ExpiresAt = device.ExpiresAt.UtcDateTime,
        LastSeenAt = device.LastSeenAt.UtcDateTime,
        device.LastSeenFrom,
        Here = device.Id == User.DeviceId(),
    };
}
