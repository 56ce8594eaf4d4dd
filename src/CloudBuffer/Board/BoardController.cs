using CloudBuffer.Access;
using CloudBuffer.ApiMetadata;
using CloudBuffer.Buffers;
using CloudBuffer.Data;
using CloudBuffer.Responses;
using CloudBuffer.Settings;
using CloudBuffer.Transfers;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Board;

/// <summary>The board, and its forms for browsers without JavaScript.</summary>
public sealed class BoardController(
    BufferReader reader, BufferStore buffers, BufferHistory history, UploadReader uploads, AppDbContext db, TimeProvider time,
    IOptions<CloudBufferOptions> options)
    : Controller
{
    static readonly UploadFormat FormFormat = new() { TextFields = ["text"], FileFields = ["file"], MaxFiles = 1 };

    [HttpGetOrHead("/"), AllowAnonymous, Page("The board, or a welcome without a sign-in")]
    public async Task<IActionResult> Board(CancellationToken cancellationToken)
    {
        if (User.Identity is not { IsAuthenticated: true })
            return View("Welcome", new WelcomePage(options.Value.ExpireTime));
        var (ownerId, now) = (User.Id(), time.GetUtcNow());
        int devices = await db.Devices.CountAsync(device => device.OwnerId == ownerId && device.ExpiresAt > now, cancellationToken);
        return View(new BoardPage(
            await reader.PreviewAsync(ownerId, cancellationToken), await history.ListAsync(ownerId, cancellationToken),
            options.Value.MaxFileSize, options.Value.MaxFiles, options.Value.ExpireTime, IsOnlyDevice: devices == 1,
            await db.LockedUntilAsync(ownerId, now, cancellationToken)));
    }

    [HttpGetOrHead("/offline.html"), AllowAnonymous, Page("What the service worker shows without a connection")]
    public IActionResult Offline() => View();

    [HttpPost("/"), StreamedBody, Page("Put a text or a file on the board, without JavaScript")]
    public async Task<IActionResult> Send(CancellationToken cancellationToken)
    {
        var parts = uploads.Read(Request, FormFormat, nameInPath: null, cancellationToken);
        return await buffers.PutAsync(User.Id(), parts, Request.ContentLength, cancellationToken) is null
            ? new ErrorResult(Errors.FileMissing)
            : this.SeeOther("~/");
    }

    [HttpPost("/clear"), Page("Empty the buffer, without JavaScript")]
    public async Task<IActionResult> Delete(CancellationToken cancellationToken)
    {
        await buffers.DeleteAsync(User.Id(), cancellationToken);
        return this.SeeOther("~/");
    }
}
