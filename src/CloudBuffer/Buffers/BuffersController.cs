using CloudBuffer.Access;
using CloudBuffer.Data;
using CloudBuffer.Display;
using CloudBuffer.Responses;
using CloudBuffer.Settings;
using CloudBuffer.Transfers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Buffers;

/// <summary><c>/file/buffer</c> for programs.</summary>
public sealed class BuffersController(BufferStore buffers, IOptions<CloudBufferOptions> options) : Controller
{
    const int MultipartOverhead = 64 * 1024;
    static readonly string[] PartNames = ["file"];

    /// <summary>The content. With <c>?wait=60</c> or <c>Prefer: wait=60</c> the answer waits for one that the client does not have yet.</summary>
    [HttpGetOrHead("/file/buffer"), TokenScope(Scopes.BufferRead), LongPoll]
    public async Task<IActionResult> Get(CancellationToken cancellationToken)
    {
        if (await buffers.OpenAsync(User.Id(), cancellationToken) is not var (entry, blob))
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
        var entry = await buffers.PutAsync(User.Id(), kind, parts.Current, Request.ContentLength, parts.MoveNextAsync, cancellationToken);
        return Json(new { Code = 0, Message = "ok", Version = entry.BlobId, entry.Sha256, ExpiresAt = entry.ExpiresAt.UtcDateTime });
    }

    /// <summary>Lets the content live as long again as when it came.</summary>
    [HttpPost("/file/buffer/extend"), TokenScope(Scopes.BufferWrite)]
    public async Task<IActionResult> Extend(CancellationToken cancellationToken)
    {
        if (await buffers.ExtendAsync(User.Id(), cancellationToken) is not { } expiresAt)
            return new ErrorResult(Errors.BufferEmpty);
        return this.SeeOtherOrExpiry("/", expiresAt);
    }

    [HttpDelete("/file/buffer"), TokenScope(Scopes.BufferWrite)]
    public async Task<IActionResult> Clear(CancellationToken cancellationToken)
    {
        await buffers.ClearAsync(User.Id(), cancellationToken);
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
