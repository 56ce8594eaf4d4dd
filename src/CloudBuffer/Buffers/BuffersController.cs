using CloudBuffer.Access;
using CloudBuffer.Responses;
using CloudBuffer.Transfers;
using Microsoft.AspNetCore.Mvc;

namespace CloudBuffer.Buffers;

/// <summary>The buffer, for programs.</summary>
[Route("file/buffer")]
public sealed class BuffersController(BufferReader reader, BufferStore buffers, UploadReader uploads) : Controller
{
    static readonly UploadFormat TextFormat = new() { TextFields = ["file"], RawBody = RawBodyKind.Text, MaxFiles = 1 };
    static readonly UploadFormat FileFormat = new() { FileFields = ["file"], RawBody = RawBodyKind.File, MaxFiles = 1, RejectLongNames = true };

    /// <summary>The content. With <c>?wait=60</c> or <c>Prefer: wait=60</c> the answer waits for one that the client does not have yet.</summary>
    [HttpGetOrHead(""), TokenScope(Scopes.BufferRead), LongPoll]
    public async Task<IActionResult> Get(CancellationToken cancellationToken)
    {
        if (await reader.OpenAsync(User.Id(), cancellationToken) is not var (entry, blob))
            return new ErrorResult(Errors.BufferEmpty);
        Response.Headers["X-Data-Type"] = entry.Kind.ToString().ToLowerInvariant();
        return new BlobResult(blob, entry.Size, entry.ContentType, entry.BlobId, entry.Sha256, entry.CreatedAt)
        {
            // Inline only if the page asks for a preview and the type is safe; otherwise an attachment.
            FileDownloadName = Request.Query.ContainsKey("view") && ContentTypes.CanPreview(entry.ContentType) ? null : entry.Name,
        };
    }

    [HttpPost(""), HttpPut(""), HttpPut("{name}"), StreamedBody, DisableRequestSizeLimit, TokenScope(Scopes.BufferWrite)]
    public async Task<IActionResult> Put(string? name, CancellationToken cancellationToken)
    {
        // A name in the path implies a file: curl -T photo.jpg …/file/buffer/
        var dataType = Request.Headers["X-Data-Type"] is { Count: > 0 } header ? header.ToString() : name is null ? null : "file";
        if (dataType is null)
            return new ErrorResult(Errors.DataTypeMissing);
        if (FormatOf(dataType) is not { } format)
            return new ErrorResult(Errors.DataTypeUnknown);
        var parts = uploads.Read(Request, format, name, cancellationToken);
        if (await buffers.PutAsync(User.Id(), parts, Request.ContentLength, cancellationToken) is not { } entry)
            return new ErrorResult(Errors.FileCount);
        return Json(new { Code = 0, Message = "ok", Version = entry.BlobId, entry.Sha256, ExpiresAt = entry.ExpiresAt.UtcDateTime });
    }

    /// <summary>Lets the content live as long again as when it came.</summary>
    [HttpPost("extend"), TokenScope(Scopes.BufferWrite)]
    public async Task<IActionResult> Extend(CancellationToken cancellationToken)
    {
        if (await buffers.ExtendAsync(User.Id(), cancellationToken) is not { } expiresAt)
            return new ErrorResult(Errors.BufferEmpty);
        return this.SeeOtherOrExpiry("/", expiresAt);
    }

    [HttpDelete(""), TokenScope(Scopes.BufferWrite)]
    public async Task<IActionResult> Delete(CancellationToken cancellationToken)
    {
        await buffers.DeleteAsync(User.Id(), cancellationToken);
        return NoContent();
    }

    static UploadFormat? FormatOf(string dataType) => dataType.ToLowerInvariant() switch
    {
        "text" => TextFormat,
        "file" => FileFormat,
        _ => null,
    };
}
