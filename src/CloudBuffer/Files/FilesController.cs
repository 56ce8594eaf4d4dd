using CloudBuffer.Access;
using CloudBuffer.ApiMetadata;
using CloudBuffer.Data;
using CloudBuffer.Display;
using CloudBuffer.Hosting;
using CloudBuffer.Responses;
using CloudBuffer.Settings;
using CloudBuffer.Storage;
using CloudBuffer.Transfers;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Files;

/// <summary>Upload, share links and the list of the owner's files.</summary>
[Route("file")]
public sealed class FilesController(
    FileStore files, FileFinder finder, UploadReader uploads, StorageCapacity capacity, PublicAddress address, IOptions<CloudBufferOptions> options)
    : Controller
{
    static readonly UploadFormat UploadFormat = new() { FileFields = ["file"], RawBody = RawBodyKind.File, NoFile = Errors.FileMissing };

    [HttpGetOrHead("load"), Page("Upload files")]
    public async Task<IActionResult> UploadPage(CancellationToken cancellationToken) =>
        View("Upload", new UploadPage(
            await finder.CountAsync(User.Id(), cancellationToken), options.Value.MaxFiles, options.Value.MaxFileSize,
            await capacity.GetAvailableBytesAsync(User.Id(), cancellationToken), options.Value.ExpireTime));

    [HttpPost("load"), HttpPut("load"), HttpPut("load/{name}"), StreamedBody, TokenScope(Scopes.FileWrite)]
    [EndpointSummary("Upload a file and create a share link"), FileBody]
    [ApiQuery("qr", "With Accept: text/plain also a QR code of block characters; light for a light terminal.")]
    [ApiResponse(200, "An HTML page with link and QR code, unless Accept prefers another type.", MediaType = "text/html")]
    [ApiJson<FileLinkResponse>("The link, or an array for several files. As text/plain: one link per line.", Status = 201)]
    [ApiResponseHeader("Location", "The link.", Status = 201)]
    [ApiErrors(nameof(Errors.FileMissing), nameof(Errors.FileNameMissing), nameof(Errors.TooManyFiles))]
    public async Task<IActionResult> Upload(string? name, CancellationToken cancellationToken)
    {
        var parts = uploads.Read(Request, UploadFormat, name, cancellationToken);
        var saved = await files.SaveAsync(User.Id(), parts, Request.ContentLength, cancellationToken);
        if (saved.Count == 0)
            return new ErrorResult(Errors.FileMissing);
        var links = saved.Select(ToLink).ToList();
        switch (HttpContext.AcceptedFormat(Format.Html))
        {
            case Format.Html:
                return View("Link", new LinkPage(links));
            case Format.Json:
                Created(links);
                return links.Count == 1 ? Json(ToJson(links[0])) : Json(links.ConvertAll(ToJson));
            default:
                Created(links);
                return Content(string.Concat(links.Select(link => ToLine(link) + TerminalQrCode(link))), "text/plain; charset=utf-8");
        }
    }

    [HttpGetOrHead("link"), Page("Share links and QR codes of uploaded files")]
    public async Task<IActionResult> Link([FromQuery] string[] token, CancellationToken cancellationToken)
    {
        if (token.Length == 0)
            return new ErrorResult(Errors.TokenMissing);
        var own = await finder.ListAsync(User.Id(), token, cancellationToken);
        return own.Count == 0 ? new ErrorResult(Errors.FileNotFound) : View(new LinkPage([.. own.Select(ToLink)]));
    }

    [HttpGetOrHead("mine"), TokenScope(Scopes.FileRead)]
    [EndpointSummary("List the share links, newest first"), ApiJson<FileLinkResponse[]>("The links that have not expired. As text/plain: one link per line.")]
    public async Task<IActionResult> Mine(CancellationToken cancellationToken)
    {
        var format = HttpContext.AcceptedFormat(Format.Html);
        if (format == Format.Html)
            return View();
        var links = (await finder.ListAsync(User.Id(), cancellationToken)).Select(ToLink).ToList();
        return format == Format.Json ? Json(links.ConvertAll(ToJson)) : Content(string.Concat(links.Select(ToLine)), "text/plain; charset=utf-8");
    }

    [HttpGetOrHead("delete"), ShareLinkToken, Page("Confirm deleting a file")]
    public async Task<IActionResult> ConfirmDelete(string? token, CancellationToken cancellationToken) =>
        await finder.ListAsync(User.Id(), [token], cancellationToken) is [var file]
            ? View("Delete", new DeletePage(ToLink(file)))
            : new ErrorResult(Errors.FileNotFound);

    [HttpPost("delete"), HttpDelete("get"), HttpDelete("/f/{token}"), TokenScope(Scopes.FileWrite), BodyParameter("token"), ShareLinkToken]
    [EndpointSummary("Delete a file"), ApiResponse(204, "Deleted.")]
    public async Task<IActionResult> Delete(string? token, CancellationToken cancellationToken)
    {
        if (!await files.DeleteAsync(User.Id(), token, cancellationToken))
            return new ErrorResult(Errors.FileNotFound);
        return this.SeeOtherOrNoContent("~/file/mine");
    }

    [HttpPost("extend"), TokenScope(Scopes.FileWrite), BodyParameter("token"), ShareLinkToken]
    [EndpointSummary("Extend the expiry of a file"), ApiJson<ExpiryResponse>("Extended by the original lifetime.")]
    public async Task<IActionResult> Extend(string? token, CancellationToken cancellationToken)
    {
        if (await files.ExtendAsync(User.Id(), token, cancellationToken) is not { } expiresAt)
            return new ErrorResult(Errors.FileNotFound);
        return this.SeeOtherOrExpiry("~/file/mine", expiresAt);
    }

    // Programs that name a file after its URL, such as wget and curl -O, take the name of the path. Any name will do.
    [HttpGetOrHead("get"), HttpGetOrHead("/f/{token}"), HttpGetOrHead("/f/{token}/{name}"), AllowAnonymous, ShareLinkToken]
    [EndpointSummary("Download a file"), ApiPath("name", "Any name, for programs that name a file after its URL."), Download]
    public async Task<IActionResult> Download(string? token, CancellationToken cancellationToken)
    {
        if (await finder.OpenAsync(token, cancellationToken) is not { } file)
            return new ErrorResult(Errors.FileNotFound);
        return ToResult(file.Row, file.Blob, name: file.Row.Name, onCompleted: () => files.CountDownloadAsync(file.Row));
    }

    /// <summary>Displays an image, audio or video file inline, to its owner only. Not counted as a download.</summary>
    [HttpGetOrHead("view"), TokenScope(Scopes.FileRead), ShareLinkToken]
    [EndpointSummary("Display an image, audio or video file of the user, without counting a download"), Download]
    public async Task<IActionResult> Preview(string? token, CancellationToken cancellationToken)
    {
        if (await finder.OpenAsync(token, cancellationToken) is not { } file)
            return new ErrorResult(Errors.FileNotFound);
        if (file.Row.OwnerId == User.Id() && ContentTypes.CanPreview(file.Row.ContentType))
            return ToResult(file.Row, file.Blob, name: null, onCompleted: null);
        file.Blob.Dispose();
        return new ErrorResult(Errors.FileNotFound);
    }

    [HttpGetOrHead("qr"), AllowAnonymous, ShareLinkToken]
    [EndpointSummary("Get the QR code of a share link"), ApiResponse(200, "An image.", MediaType = "image/svg+xml")]
    public async Task<IActionResult> Qr(string? token, CancellationToken cancellationToken) =>
        await finder.FindAsync(token, cancellationToken) is null
            ? new ErrorResult(Errors.FileNotFound)
            : Content(QrCode.Svg($"{address.For(Request)}/f/{token}"), "image/svg+xml");

    static BlobResult ToResult(StoredFile row, OpenBlob blob, string? name, Func<Task>? onCompleted) =>
        new(blob, row.Size, row.ContentType, row.Sha256, row.Sha256, row.CreatedAt)
        {
            FileDownloadName = name,
            OnCompleted = onCompleted,
            Link = row.TokenHash,
        };

    void Created(List<FileLink> links)
    {
        Response.StatusCode = StatusCodes.Status201Created;
        Response.Headers.Location = links[0].Url;
    }

    FileLink ToLink(SharedFile file) => FileLink.From(file, address.For(Request));

    FileLinkResponse ToJson(FileLink link) => new(
        link.Token,
        link.Url,
        $"{address.For(Request)}/file/qr?token={link.Token}",
        link.FileName,
        link.ContentType,
        link.Size,
        link.Sha256,
        link.IsFromGuest,
        link.Downloads,
        link.ExpiresAt.UtcDateTime);

    static string ToLine(FileLink link) => link.Url + "\n";

    string TerminalQrCode(FileLink link) =>
        Request.Query.ContainsKey("qr") ? QrCode.Blocks(link.Url, onLight: Request.Query["qr"] == "light") + "\n" : "";
}
