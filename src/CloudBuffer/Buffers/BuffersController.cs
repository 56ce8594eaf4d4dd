using CloudBuffer.Access;
using CloudBuffer.ApiMetadata;
using CloudBuffer.Responses;
using CloudBuffer.Transfers;
using Microsoft.AspNetCore.Mvc;

namespace CloudBuffer.Buffers;

/// <summary>The buffer, for programs.</summary>
[Route("file/buffer")]
public sealed class BuffersController(BufferReader reader, BufferStore buffers, UploadReader uploads) : Controller
{
    static readonly UploadFormat TextFormat = new() { TextFields = ["file"], RawBody = RawBodyKind.Text, MaxFiles = 1 };
    static readonly UploadFormat DetectedFormat = new() { FileFields = ["file"], RawBody = RawBodyKind.Detected, MaxFiles = 1 };
    static readonly UploadFormat FileFormat = new() { FileFields = ["file"], RawBody = RawBodyKind.File, MaxFiles = 1 };

    [HttpGetOrHead(""), TokenScope(Scopes.BufferRead), WaitForChange]
    [EndpointSummary("Get the item in the buffer")]
    [EndpointDescription("With wait, responds when the buffer has a version that If-None-Match does not name; after the timeout with 304 or 404.")]
    [ApiQuery("wait", "Seconds to wait for a new version, at most 300; proxies often end a request after 50.", Type = typeof(int))]
    [ApiRequestHeader("Prefer", "wait=40 does the same (RFC 7240).")]
    [ApiQuery("view", "Images, audio and video are displayed instead of saved."), Download, ApiResponseHeader("X-Data-Type", "text or file.")]
    [ApiResponseHeader("Preference-Applied", "wait=SECONDS, if the request waited.")]
    [ApiErrors(nameof(Errors.BufferEmpty), nameof(Errors.WaitInvalid), nameof(Errors.TooManyRequests))]
    public async Task<IActionResult> Get(CancellationToken cancellationToken)
    {
        if (await reader.OpenAsync(User.Id(), cancellationToken) is not var (entry, blob))
            return new ErrorResult(Errors.BufferEmpty);
        Response.Headers["X-Data-Type"] = entry.Kind.ToString().ToLowerInvariant();
        return new BlobResult(blob, entry.Size, entry.ContentType, entry.Version, entry.Sha256, entry.CreatedAt)
        {
            // Inline only if the page asks for a preview and the type is safe; otherwise an attachment.
            FileDownloadName = Request.Query.ContainsKey("view") && ContentTypes.CanPreview(entry.ContentType) ? null : entry.Name,
        };
    }

    [HttpPost(""), HttpPut(""), HttpPut("{name}"), StreamedBody, TokenScope(Scopes.BufferWrite)]
    [EndpointSummary("Put an item into the buffer"), FileBody]
    [ApiRequestHeader("X-Data-Type", "text, file, or auto: text if the body is UTF-8. Optional if the path has a name: file.")]
    [ApiJson<BufferStoredResponse>("Stored.")]
    [ApiErrors(
        nameof(Errors.DataTypeMissing), nameof(Errors.DataTypeUnknown), nameof(Errors.FileNameMissing),
        nameof(Errors.FileNameTooLong), nameof(Errors.FileCount), nameof(Errors.TextInvalid),
        nameof(Errors.CharsetUnsupported))]
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
        return Json(new BufferStoredResponse(0, "ok", entry.Version, entry.Sha256, entry.ExpiresAt.UtcDateTime));
    }

    [HttpPost("extend"), TokenScope(Scopes.BufferWrite)]
    [EndpointSummary("Extend the expiry of the buffer"), ApiJson<ExpiryResponse>("Extended by the original lifetime."), ApiErrors(nameof(Errors.BufferEmpty))]
    public async Task<IActionResult> Extend(CancellationToken cancellationToken)
    {
        if (await buffers.ExtendAsync(User.Id(), cancellationToken) is not { } expiresAt)
            return new ErrorResult(Errors.BufferEmpty);
        return this.SeeOtherOrExpiry("~/", expiresAt);
    }

    [HttpDelete(""), TokenScope(Scopes.BufferWrite)]
    [EndpointSummary("Empty the buffer"), ApiResponse(204, "Empty.")]
    public async Task<IActionResult> Delete(CancellationToken cancellationToken)
    {
        await buffers.DeleteAsync(User.Id(), cancellationToken);
        return NoContent();
    }

    static UploadFormat? FormatOf(string dataType) => dataType.ToLowerInvariant() switch
    {
        "text" => TextFormat,
        "file" => FileFormat,
        "auto" => DetectedFormat,
        _ => null,
    };
}
