using System.Globalization;
using CloudBuffer.Access;
using CloudBuffer.Data;
using CloudBuffer.Hosting;
using CloudBuffer.Responses;
using CloudBuffer.Settings;
using CloudBuffer.Transfers;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace CloudBuffer.Uploads;

/// <summary>
/// Resumable uploads, tus 1.0 (https://tus.io/protocols/resumable-upload): core, creation, creation-with-upload,
/// creation-defer-length, expiration, termination, checksum.
/// </summary>
[Route("file/upload"), TusVersion]
public sealed class UploadsController(UploadStore uploads, PublicAddress address, IOptions<CloudBufferOptions> options) : Controller
{
    const string Body = "application/offset+octet-stream";

    [HttpOptions(""), HttpOptions("{id}"), AllowAnonymous]
    public IActionResult Describe()
    {
        Response.Headers["Tus-Version"] = TusVersionAttribute.Version;
        Response.Headers["Tus-Extension"] = "creation,creation-with-upload,creation-defer-length,expiration,termination,checksum";
        Response.Headers["Tus-Checksum-Algorithm"] = ChunkChecksum.Algorithms;
        Response.Headers["Tus-Max-Size"] = Text(options.Value.MaxFileSize);
        return NoContent();
    }

    [HttpPost(""), StreamedBody, DisableRequestSizeLimit, TokenScope(Scopes.FileWrite)]
    public async Task<IActionResult> Create(CancellationToken cancellationToken)
    {
        if (!TryLength(out var length) || (length is null) == (Request.Headers["Upload-Defer-Length"] != "1"))
            return new ErrorResult(Errors.UploadLengthInvalid);
        if (length > options.Value.MaxFileSize)
            return new ErrorResult(Errors.TooLarge);
        if (UploadMetadata.Parse(Request.Headers["Upload-Metadata"].ToString()) is not { } metadata)
            return new ErrorResult(Errors.UploadMetadataInvalid);
        if (metadata.Target == UploadTarget.Buffer && !User.HasScopes(Scopes.BufferWrite))
            return new ErrorResult(Errors.ScopeMissing);
        bool withBody = Request.ContentType == Body;
        if (!TryChecksum(out var check))
            return new ErrorResult(Errors.ChecksumInvalid);
        using (check)
        {
            if (await uploads.CreateAsync(User.Id(), length, metadata, cancellationToken) is not { } created)
                return new ErrorResult(Errors.StorageFull);
            Response.Headers.Location = $"{Request.PathBase}/file/upload/{created.Id}";
            Response.Headers["Upload-Expires"] = HeaderUtilities.FormatDate(created.ExpiresAt);
            if ((withBody || length == 0) && await uploads.TakeAsync(User.Id(), created.Id, cancellationToken) is var (upload, writer) && writer is not null)
            {
                using (writer)
                    SetResultHeaders(await uploads.AppendAsync(upload, writer, withBody ? Request.Body : Stream.Null, withBody ? check : null));
                Response.Headers["Upload-Offset"] = Text(upload.Offset);
            }
        }
        return StatusCode(StatusCodes.Status201Created);
    }

    [HttpGetOrHead("{id}"), TokenScope(Scopes.FileWrite)]
    public async Task<IActionResult> Tell(string id, CancellationToken cancellationToken)
    {
        if (await uploads.TakeAsync(User.Id(), id, cancellationToken) is not var (upload, writer))
            return new ErrorResult(Errors.UploadNotFound);
        using (writer)
        {
            if (writer is null)
                return new ErrorResult(Errors.UploadLocked);
            Response.Headers.CacheControl = "no-store";
            Response.Headers["Upload-Offset"] = Text(upload.Offset);
            Response.Headers["Upload-Expires"] = HeaderUtilities.FormatDate(upload.ExpiresAt);
            if (upload.Length is { } length)
                Response.Headers["Upload-Length"] = Text(length);
            else
                Response.Headers["Upload-Defer-Length"] = "1";
            SetResultHeaders(await uploads.FindResultAsync(upload, cancellationToken));
            return Ok();
        }
    }

    [HttpPatch("{id}"), StreamedBody, DisableRequestSizeLimit, TokenScope(Scopes.FileWrite)]
    public async Task<IActionResult> Append(string id, CancellationToken cancellationToken)
    {
        if (Request.ContentType != Body)
            return new ErrorResult(Errors.ContentTypeUnsupported);
        if (!TryNumber("Upload-Offset", out var offset) || offset is null)
            return new ErrorResult(Errors.UploadOffsetInvalid);
        if (!TryLength(out var length))
            return new ErrorResult(Errors.UploadLengthInvalid);
        if (!TryChecksum(out var check))
            return new ErrorResult(Errors.ChecksumInvalid);
        using (check)
        {
            if (await uploads.TakeAsync(User.Id(), id, cancellationToken) is not var (upload, writer))
                return new ErrorResult(Errors.UploadNotFound);
            using (writer)
            {
                if (writer is null)
                    return new ErrorResult(Errors.UploadLocked);
                if (upload.Offset != offset)
                    return new ErrorResult(Errors.OffsetConflict);
                if (await RefuseAsync(upload, length, cancellationToken) is { } error)
                    return new ErrorResult(error);
                SetResultHeaders(upload.Result is null
                    ? await uploads.AppendAsync(upload, writer, Request.Body, check)
                    : await uploads.FindResultAsync(upload, cancellationToken));
                Response.Headers["Upload-Offset"] = Text(upload.Offset);
                Response.Headers["Upload-Expires"] = HeaderUtilities.FormatDate(upload.ExpiresAt);
                return NoContent();
            }
        }
    }

    [HttpDelete("{id}"), TokenScope(Scopes.FileWrite)]
    public async Task<IActionResult> Terminate(string id, CancellationToken cancellationToken)
    {
        if (await uploads.TakeAsync(User.Id(), id, cancellationToken) is not var (upload, writer))
            return new ErrorResult(Errors.UploadNotFound);
        using (writer)
        {
            if (writer is null)
                return new ErrorResult(Errors.UploadLocked);
            await uploads.DeleteAsync(upload, cancellationToken);
            return NoContent();
        }
    }

    /// <summary>For clients that cannot send PATCH or DELETE (tus 1.0, <c>X-HTTP-Method-Override</c>).</summary>
    [HttpPost("{id}"), StreamedBody, DisableRequestSizeLimit, TokenScope(Scopes.FileWrite)]
    public Task<IActionResult> Override(string id, CancellationToken cancellationToken) =>
        Request.Headers["X-HTTP-Method-Override"].ToString().ToUpperInvariant() switch
        {
            "PATCH" => Append(id, cancellationToken),
            "DELETE" => Terminate(id, cancellationToken),
            "HEAD" => Tell(id, cancellationToken),
            _ => Task.FromResult<IActionResult>(new ErrorResult(Errors.MethodNotAllowed)),
        };

    /// <summary>Takes the length that may come with a PATCH, and looks at what the body announces.</summary>
    async Task<Error?> RefuseAsync(ResumableUpload upload, long? length, CancellationToken cancellationToken)
    {
        if (length is not null && upload.Length is not null && length != upload.Length)
            return Errors.UploadLengthInvalid;
        if (length > options.Value.MaxFileSize)
            return Errors.TooLarge;
        if (length < upload.Offset)
            return Errors.UploadLengthInvalid;
        if (length is { } known && upload.Length is null && !await uploads.SetLengthAsync(upload, known, cancellationToken))
            return Errors.StorageFull;
        return Request.ContentLength > (upload.Length ?? options.Value.MaxFileSize) - upload.Offset ? Errors.TooLarge : null;
    }

    /// <summary>Where what it became is to be found, once it is whole.</summary>
    void SetResultHeaders(UploadResult? finished)
    {
        if (finished is null)
            return;
        if (finished.FileToken is { } token)
            Response.Headers["Upload-File-Token"] = token;
        else
            Response.Headers["Upload-Buffer-Version"] = finished.BufferVersion;
        Response.Headers.ContentLocation = $"{address.Of(Request)}/{(finished.FileToken is null ? "file/buffer" : $"f/{finished.FileToken}")}";
    }

    bool TryLength(out long? length) => TryNumber("Upload-Length", out length);

    /// <returns>False when the header is there and not a number.</returns>
    bool TryNumber(string header, out long? number)
    {
        number = null;
        var text = Request.Headers[header].ToString();
        if (text.Length == 0)
            return true;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            return false;
        number = value;
        return true;
    }

    bool TryChecksum(out ChunkChecksum? check)
    {
        var header = Request.Headers["Upload-Checksum"].ToString();
        check = header.Length == 0 ? null : ChunkChecksum.Parse(header);
        return header.Length == 0 || check is not null;
    }

    static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
