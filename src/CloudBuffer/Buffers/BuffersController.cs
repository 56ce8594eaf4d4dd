using System.Security.Claims;
using CloudBuffer.Data;
using CloudBuffer.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Buffers;

/// <summary>The start page, which shows the buffer, and <c>/file/buffer</c> for programs.</summary>
public sealed class BuffersController(BufferStore buffers, BufferHistory history, AppDbContext db, TimeProvider time, IOptions<CloudBufferOptions> options) : Controller
{
    const int MultipartOverhead = 64 * 1024;
    static readonly string[] PartNames = ["file"];
    static readonly string[] FormFields = ["text", "file"];

    string Me => User.FindFirstValue(ClaimTypes.NameIdentifier)!;

    [HttpGet("/"), HttpHead("/"), AllowAnonymous]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        if (User.Identity is not { IsAuthenticated: true })
            return View("Welcome");
        var now = time.GetUtcNow();
        return View(new HomePage(
            await buffers.PreviewAsync(Me, cancellationToken), await history.ListAsync(Me, cancellationToken), options.Value.MaxFileSize, options.Value.MaxFiles, options.Value.ExpireTime,
            await db.Devices.CountAsync(device => device.OwnerId == Me && device.ExpiresAt > now, cancellationToken) == 1));
    }

    /// <summary>The forms of the start page, for browsers without JavaScript: a field <c>text</c> or a part <c>file</c>.</summary>
    [HttpPost("/"), StreamedBody, DisableRequestSizeLimit]
    public async Task<IActionResult> PutForm(CancellationToken cancellationToken)
    {
        await using var parts = Request.PartsAsync(FormFields, nameInPath: null, cancellationToken).GetAsyncEnumerator(cancellationToken);
        if (!await parts.MoveNextAsync() || parts.Current.PartName == UploadReader.RawBody)
            return new ErrorResult(Errors.FileMissing);
        var kind = parts.Current.PartName == "text" ? BufferKind.Text : BufferKind.File;
        if (Unfit(kind, parts.Current) is { } error)
            return new ErrorResult(error);
        await buffers.PutAsync(Me, kind, parts.Current, Request.ContentLength, parts.MoveNextAsync, cancellationToken);
        return this.SeeOther("/");
    }

    [HttpPost("/clear")]
    public async Task<IActionResult> ClearForm(CancellationToken cancellationToken)
    {
        await buffers.ClearAsync(Me, cancellationToken);
        return this.SeeOther("/");
    }

    /// <summary>The content. With <c>?wait=60</c> or <c>Prefer: wait=60</c> the answer waits for one that the client does not have yet.</summary>
    [HttpGet("/file/buffer"), HttpHead("/file/buffer"), TokenScope(Scopes.BufferRead), WaitForNews]
    public async Task<IActionResult> Get(CancellationToken cancellationToken)
    {
        if (await buffers.OpenAsync(Me, cancellationToken) is not var (entry, blob))
            return new ErrorResult(Errors.BufferEmpty);
        Response.Headers["X-Data-Type"] = entry.Kind.ToString().ToLowerInvariant();
        return new BlobResult(blob, entry.Size, entry.ContentType, entry.BlobId, entry.Sha256, entry.CreatedAt) 
        {
            // Shown in the page where it is asked for and harmless; else saved.
            FileDownloadName = Request.Query.ContainsKey("view") && ContentTypes.CanShow(entry.ContentType) ? null : entry.Name,
        };
    }

    [HttpPost("/file/buffer"), HttpPut("/file/buffer"), HttpPut("/file/buffer/{name}"), StreamedBody, DisableRequestSizeLimit, TokenScope(Scopes.BufferWrite)]
    public async Task<IActionResult> Put(string? name, CancellationToken cancellationToken)
    {
        // A name in the path says enough: curl -T photo.jpg …/file/buffer/
        var dataType = Request.Headers["X-Data-Type"] is { Count: > 0 } header ? header.ToString() : name is null ? null : "file";
        if (dataType is null)
            return new ErrorResult(Errors.DataTypeMissing);
        if (KindOf(dataType) is not { } kind)
            return new ErrorResult(Errors.DataTypeUnknown);

        await using var parts = Request.PartsAsync(PartNames, name, cancellationToken).GetAsyncEnumerator(cancellationToken);
        if (!await parts.MoveNextAsync())
            return new ErrorResult(Errors.FileCount);
        if (Unfit(kind, parts.Current) is { } error)
            return new ErrorResult(error);
        var entry = await buffers.PutAsync(Me, kind, parts.Current, Request.ContentLength, parts.MoveNextAsync, cancellationToken);
        return Json(new { Code = 0, Message = "ok", Version = entry.BlobId, entry.Sha256, ExpiresAt = entry.ExpiresAt.UtcDateTime });
    }

    /// <summary>Lets the content live as long again as when it came.</summary>
    [HttpPost("/file/buffer/extend"), TokenScope(Scopes.BufferWrite)]
    public async Task<IActionResult> Extend(CancellationToken cancellationToken)
    {
        if (await buffers.ExtendAsync(Me, cancellationToken) is not { } expiresAt)
            return new ErrorResult(Errors.BufferEmpty);
        return HttpContext.AcceptedFormat(Format.Json) == Format.Html ? this.SeeOther("/") : Json(new { ExpiresAt = expiresAt.UtcDateTime });
    }

    [HttpDelete("/file/buffer"), TokenScope(Scopes.BufferWrite)]
    public async Task<IActionResult> Clear(CancellationToken cancellationToken)
    {
        await buffers.ClearAsync(Me, cancellationToken);
        return NoContent();
    }

    static BufferKind? KindOf(string dataType) => dataType.ToLowerInvariant() switch
    {
        "text" => BufferKind.Text,
        "file" => BufferKind.File,
        _ => null,
    };

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
