using System.Globalization;
using CloudBuffer.Access;
using CloudBuffer.ApiMetadata;
using CloudBuffer.Data;
using CloudBuffer.Display;
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
    const string BodyType = "application/offset+octet-stream";

    [HttpOptions(""), HttpOptions("{id}"), AllowAnonymous]
    [EndpointSummary("Describe the resumable uploads: tus 1.0 (https://tus.io)"), TusCapabilities]
    public IActionResult Describe()
    {
        Response.Headers["Tus-Version"] = TusVersionAttribute.Version;
        Response.Headers["Tus-Extension"] = "creation,creation-with-upload,creation-defer-length,expiration,termination,checksum";
        Response.Headers["Tus-Checksum-Algorithm"] = ChunkChecksum.Algorithms;
        Response.Headers["Tus-Max-Size"] = Text(options.Value.MaxFileSize);
        return NoContent();
    }

    [HttpPost(""), StreamedBody(IsResumable = true), TokenScope(Scopes.FileWrite)]
    [EndpointSummary("Create a resumable upload"), TusOperation(IsCreation = true), TusChunk(Optional = true), TusProgress, ApiResponse(201, "Created.")]
    public async Task<IActionResult> Create(CancellationToken cancellationToken)
    {
        if (Request.Headers.ContainsKey("Upload-Concat"))
            return new ErrorResult(Errors.ConcatenationUnsupported);
        if (!TusHeaders.TryGetLength(Request, out var length) || (length is null) == (Request.Headers["Upload-Defer-Length"] != "1"))
            return new ErrorResult(Errors.UploadLengthInvalid);
        if (length > options.Value.MaxFileSize)
            return new ErrorResult(Errors.TooLarge);
        if (UploadMetadata.Parse(Request.Headers["Upload-Metadata"].ToString()) is not { } metadata)
            return new ErrorResult(Errors.UploadMetadataInvalid);
        if (metadata.FileName is { } name && FileNameSanitizer.IsTooLong(name))
            return new ErrorResult(Errors.FileNameTooLong);
        if (metadata.Target == UploadTarget.Buffer && !User.HasScopes(Scopes.BufferWrite))
            return new ErrorResult(Errors.ScopeMissing);
        bool withBody = Request.ContentType == BodyType;
        if (!TusHeaders.TryGetChecksum(Request, out var checksum))
            return new ErrorResult(Errors.ChecksumInvalid);
        using (checksum)
        {
            var created = await uploads.CreateAsync(User.Id(), length, metadata, cancellationToken);
            Response.Headers.Location = $"{Request.PathBase}/file/upload/{created.Id}";
            Response.Headers["Upload-Expires"] = HeaderUtilities.FormatDate(created.ExpiresAt);
            if (withBody)
                await AppendAfterCreationAsync(created.Id, Request.Body, checksum, cancellationToken);
            else if (length == 0)
                await AppendAfterCreationAsync(created.Id, Stream.Null, null, cancellationToken);
        }
        return StatusCode(StatusCodes.Status201Created);
    }

    [HttpGetOrHead("{id}"), TokenScope(Scopes.FileWrite)]
    [EndpointSummary("Get the progress of a resumable upload"), TusOperation, TusProgress(HasLength = true), ApiResponse(200, "Found.")]
    public async Task<IActionResult> GetOffset(string id, CancellationToken cancellationToken)
    {
        if (await uploads.AcquireAsync(User.Id(), id, cancellationToken) is not var (upload, uploadLock))
            return new ErrorResult(Errors.UploadNotFound);
        using (uploadLock)
        {
            if (uploadLock is null)
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

    [HttpPatch("{id}"), StreamedBody(IsResumable = true), TokenScope(Scopes.FileWrite)]
    [EndpointSummary("Append to a resumable upload"), TusOperation, TusChunk(HasOffset = true), TusProgress, ApiResponse(204, "Stored.")]
    public async Task<IActionResult> Append(string id, CancellationToken cancellationToken)
    {
        if (Request.ContentType != BodyType)
            return new ErrorResult(Errors.ContentTypeUnsupported);
        if (!TusHeaders.TryGetNumber(Request, "Upload-Offset", out var offset) || offset is null)
            return new ErrorResult(Errors.UploadOffsetInvalid);
        if (!TusHeaders.TryGetLength(Request, out var length))
            return new ErrorResult(Errors.UploadLengthInvalid);
        if (!TusHeaders.TryGetChecksum(Request, out var checksum))
            return new ErrorResult(Errors.ChecksumInvalid);
        using (checksum)
        {
            if (await uploads.AcquireAsync(User.Id(), id, cancellationToken) is not var (upload, uploadLock))
                return new ErrorResult(Errors.UploadNotFound);
            using (uploadLock)
            {
                if (uploadLock is null)
                    return new ErrorResult(Errors.UploadLocked);
                if (upload.Target == UploadTarget.Buffer && !User.HasScopes(Scopes.BufferWrite))
                    return new ErrorResult(Errors.ScopeMissing);
                if (upload.Offset != offset)
                    return new ErrorResult(Errors.OffsetConflict);
                if (Validate(upload, length) is { } error)
                    return new ErrorResult(error);
                if (length is { } known && upload.Length is null)
                    await uploads.SetLengthAsync(upload, known, cancellationToken);
                SetResultHeaders(upload.Result is null
                    ? await uploads.AppendAsync(upload, uploadLock, Request.Body, checksum)
                    : await uploads.FindResultAsync(upload, cancellationToken));
                Response.Headers["Upload-Offset"] = Text(upload.Offset);
                Response.Headers["Upload-Expires"] = HeaderUtilities.FormatDate(upload.ExpiresAt);
                return NoContent();
            }
        }
    }

    [HttpDelete("{id}"), TokenScope(Scopes.FileWrite)]
    [EndpointSummary("Delete a resumable upload"), TusOperation, ApiResponse(204, "Deleted.")]
    public async Task<IActionResult> Terminate(string id, CancellationToken cancellationToken)
    {
        if (await uploads.AcquireAsync(User.Id(), id, cancellationToken) is not var (upload, uploadLock))
            return new ErrorResult(Errors.UploadNotFound);
        using (uploadLock)
        {
            if (uploadLock is null)
                return new ErrorResult(Errors.UploadLocked);
            await uploads.DeleteAsync(upload, cancellationToken);
            return NoContent();
        }
    }

    [HttpPost("{id}"), StreamedBody(IsResumable = true), TokenScope(Scopes.FileWrite)]
    [EndpointSummary("PATCH, DELETE or HEAD, for clients that can only POST"), TusOperation, TusChunk(Optional = true), TusProgress]
    [ApiRequestHeader("X-HTTP-Method-Override", "PATCH, DELETE or HEAD.", Required = true)]
    [ApiResponse(200, "As HEAD."), ApiResponse(204, "As PATCH or DELETE.")]
    [ApiErrors(nameof(Errors.MethodNotAllowed))]
    public Task<IActionResult> Override(string id, CancellationToken cancellationToken) =>
        Request.Headers["X-HTTP-Method-Override"].ToString().ToUpperInvariant() switch
        {
            "PATCH" => Append(id, cancellationToken),
            "DELETE" => Terminate(id, cancellationToken),
            "HEAD" => GetOffset(id, cancellationToken),
            _ => Task.FromResult<IActionResult>(new ErrorResult(Errors.MethodNotAllowed)),
        };

    async Task AppendAfterCreationAsync(string id, Stream body, ChunkChecksum? checksum, CancellationToken cancellationToken)
    {
        if (await uploads.AcquireAsync(User.Id(), id, cancellationToken) is not var (upload, uploadLock) || uploadLock is null)
            return;
        using (uploadLock)
            SetResultHeaders(await uploads.AppendAsync(upload, uploadLock, body, checksum));
        Response.Headers["Upload-Offset"] = Text(upload.Offset);
        Response.Headers["Upload-Expires"] = HeaderUtilities.FormatDate(upload.ExpiresAt);
    }

    /// <summary>Validates the length of a PATCH against the upload and the body.</summary>
    Error? Validate(ResumableUpload upload, long? length)
    {
        if (length is not null && upload.Length is not null && length != upload.Length)
            return Errors.UploadLengthInvalid;
        if (length > options.Value.MaxFileSize)
            return Errors.TooLarge;
        if (length < upload.Offset)
            return Errors.UploadLengthInvalid;
        long maxLength = upload.Length ?? length ?? options.Value.MaxFileSize;
        return Request.ContentLength > maxLength - upload.Offset ? Errors.TooLarge : null;
    }

    void SetResultHeaders(UploadResult? result)
    {
        if (result is null)
            return;
        Response.Headers[result.Header] = result.Value;
        Response.Headers.ContentLocation = $"{address.For(Request)}/{result.Path}";
    }

    static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
