using System.Security.Claims;
using CloudBuffer.Data;
using CloudBuffer.Live;
using CloudBuffer.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.Devices;

/// <summary>The devices on which a user is signed in: list, name, sign out.</summary>
[Route("device"), RequestSizeLimit(MaxBodyBytes)]
public sealed class DevicesController(AppDbContext db, LiveEvents live, TimeProvider time) : Controller
{
    internal const int MaxBodyBytes = 32 * 1024;

    string Me => User.FindFirstValue(ClaimTypes.NameIdentifier)!;

    string? Here => User.FindFirstValue(SessionClaims.Device);

    IQueryable<DeviceSession> Mine => db.Devices.Where(device => device.OwnerId == Me);

    [HttpGet(""), HttpHead("")]
    public async Task<IActionResult> List(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var mine = await Mine.AsNoTracking().Where(device => device.ExpiresAt > now).OrderByDescending(device => device.LastSeenAt).ToListAsync(cancellationToken);
        return HttpContext.AcceptedFormat(Format.Html) == Format.Html ? View(new DevicesPage(mine, Here)) : Json(mine.Select(Answer));
    }

    [HttpPost("name"), OwnDevice]
    public async Task<IActionResult> Name(CancellationToken cancellationToken)
    {
        var fields = await PostedFields.ReadAsync(Request, cancellationToken);
        var (id, name) = (fields["id"], ShownNames.Clean(fields["name"]));
        if (name.Length == 0)
            return new ErrorResult(Errors.FormInvalid, new Dictionary<string, string[]> { ["name"] = ["Give it a name."] });
        if (await db.WriteAsync(durable: false, () => Mine.Where(device => device.Id == id).ExecuteUpdateAsync(set => set.SetProperty(device => device.Name, name), CancellationToken.None), cancellationToken) == 0)
            return new ErrorResult(Errors.DeviceNotFound);
        await live.PublishAsync(Me, new LiveEvent("device", ""));
        return fields.AreJson ? NoContent() : this.SeeOther("/device");
    }

    [HttpGet("delete"), HttpHead("delete")]
    public async Task<IActionResult> SignOut(string? id, CancellationToken cancellationToken) =>
        await Mine.AsNoTracking().SingleOrDefaultAsync(device => device.Id == id, cancellationToken) is { } device
            ? View("SignOut", new SignOutPage(device))
            : new ErrorResult(Errors.DeviceNotFound);

    /// <summary>Signs a device out. Its cookie is worthless from the next request on.</summary>
    [HttpPost("delete"), HttpDelete("{id}"), OwnDevice]
    public async Task<IActionResult> SignOutNow(string? id, CancellationToken cancellationToken)
    {
        if (id is null || !await SignOutAsync(device => device.Id == id, cancellationToken))
            return new ErrorResult(Errors.DeviceNotFound);
        return Done();
    }

    [HttpPost("delete-others"), OwnDevice]
    public async Task<IActionResult> SignOutOthers(CancellationToken cancellationToken)
    {
        await SignOutAsync(device => device.Id != Here, cancellationToken);
        return Done();
    }

    IActionResult Done() => HttpMethods.IsPost(Request.Method) && HttpContext.AcceptedFormat(Format.Json) == Format.Html ? this.SeeOther("/device") : NoContent();

    async Task<bool> SignOutAsync(System.Linq.Expressions.Expression<Func<DeviceSession, bool>> which, CancellationToken cancellationToken)
    {
        int count = await db.WriteAsync(durable: true, () => Mine.Where(which).ExecuteDeleteAsync(CancellationToken.None), cancellationToken);
        if (count > 0)
            await live.PublishAsync(Me, new LiveEvent("device", ""));
        return count > 0;
    }

    object Answer(DeviceSession device) => new
    {
        device.Id,
        device.Name,
        device.Browser,
        Origin = device.Origin.ToString().ToLowerInvariant(),
        CreatedAt = device.CreatedAt.UtcDateTime,
        ExpiresAt = device.ExpiresAt.UtcDateTime,
        LastSeenAt = device.LastSeenAt.UtcDateTime,
        device.LastSeenFrom,
        Here = device.Id == Here,
    };
}
