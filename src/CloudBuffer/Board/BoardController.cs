using CloudBuffer.Access;
using CloudBuffer.Buffers;
using CloudBuffer.Data;
using CloudBuffer.Display;
using CloudBuffer.Responses;
using CloudBuffer.Settings;
using CloudBuffer.Transfers;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Board;

/// <summary>The board, and its forms for browsers without JavaScript.</summary>
public sealed class BoardController(BufferStore buffers, BufferHistory history, AppDbContext db, TimeProvider time, IOptions<CloudBufferOptions> options) : Controller
{
    const int MultipartOverhead = 64 * 1024;
    static readonly string[] FormFields = ["text", "file"];

    [HttpGetOrHead("/"), AllowAnonymous]
    public async Task<IActionResult> Board(CancellationToken cancellationToken)
    {
        if (User.Identity is not { IsAuthenticated: true })
            return View("Welcome");
        var (ownerId, now) = (User.Id(), time.GetUtcNow());
        return View(new BoardPage(
            await buffers.PreviewAsync(User.Id(), cancellationToken), await history.ListAsync(User.Id(), cancellationToken), options.Value.MaxFileSize, options.Value.MaxFiles, options.Value.ExpireTime,
            await db.Devices.CountAsync(device => device.OwnerId == ownerId && device.ExpiresAt > now, cancellationToken) == 1));
    }

    /// <summary>The forms of the start page, for browsers without JavaScript: a field <c>text</c> or a part <c>file</c>.</summary>
    [HttpPost("/"), StreamedBody, DisableRequestSizeLimit]
    public async Task<IActionResult> Send(CancellationToken cancellationToken)
    {
        await using var parts = Request.PartsAsync(FormFields, nameInPath: null, cancellationToken).GetAsyncEnumerator(cancellationToken);
        if (!await parts.MoveNextAsync() || parts.Current.PartName == UploadReader.RawBody)
            return new ErrorResult(Errors.FileMissing);
        var kind = parts.Current.PartName == "text" ? BufferKind.Text : BufferKind.File;
        if (Unfit(kind, parts.Current) is { } error)
            return new ErrorResult(error);
        await buffers.PutAsync(User.Id(), kind, parts.Current, Request.ContentLength, parts.MoveNextAsync, cancellationToken);
        return this.SeeOther("/");
    }

    [HttpPost("/clear")]
    public async Task<IActionResult> Delete(CancellationToken cancellationToken)
    {
        await buffers.ClearAsync(User.Id(), cancellationToken);
        return this.SeeOther("/");
    }

    /// <summary>What can be said against an upload before it is read.</summary>
    Error? Unfit(BufferKind kind, UploadPart part)
    {
        if (Request.ContentLength > options.Value.MaxFileSize + MultipartOverhead || part.Length > options.Value.MaxFileSize)
            return Errors.TooLarge;
        if (kind == BufferKind.Text)
            return null;
        if (part.FileName is null)
            return Errors.FileNameMissing;
        return FileNames.IsTooLong(part.FileName) ? Errors.FileNameTooLong : null;
    }
}
