using CloudBuffer.Access;
using CloudBuffer.Display;
using CloudBuffer.Hosting;
using CloudBuffer.Responses;
using CloudBuffer.Settings;
using CloudBuffer.Transfers;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Files;

/// <summary>Upload, links, the owner's list.</summary>
[Route("file")]
public sealed class FilesController(FileStore files, FileFinder finder, PublicAddress address, IOptions<CloudBufferOptions> options) : Controller
{
    static readonly string[] PartNames = ["file"];

    [HttpGetOrHead("load")]
    public async Task<IActionResult> UploadPage(CancellationToken cancellationToken) =>
        View("Upload", new UploadPage(
            await finder.CountAsync(User.Id(), cancellationToken), options.Value.MaxFiles, options.Value.MaxFileSize,
            await files.GetAvailableBytesAsync(User.Id(), cancellationToken), options.Value.ExpireTime));

    [HttpPost("load"), HttpPut("load"), HttpPut("load/{name}"), StreamedBody, DisableRequestSizeLimit, TokenScope(Scopes.FileWrite)]
    public async Task<IActionResult> Upload(string? name, CancellationToken cancellationToken)
    {
        if (Request.ContentLength > MaxBodyBytes)
            return new ErrorResult(Errors.TooLarge);
        var saved = await files.SaveAsync(User.Id(), Named(Request.PartsAsync(PartNames, name, cancellationToken), cancellationToken), Request.ContentLength, cancellationToken);
        if (saved.Count == 0)
            return new ErrorResult(Errors.FileMissing);
        var links = saved.Select(LinkTo).ToList();
        switch (HttpContext.AcceptedFormat(Format.Html))
        {
            case Format.Html:
                return View("Link", new LinkPage(links));
            case Format.Json:
                Created(links);
                return links.Count == 1 ? Json(ToJson(links[0])) : Json(links.ConvertAll(ToJson));
            default:
                Created(links);
                return Content(string.Concat(links.Select(link => Line(link) + (Request.Query.ContainsKey("qr") ? QrCode.Blocks(link.Url, onLight: Request.Query["qr"] == "light") + "\n" : ""))), "text/plain; charset=utf-8");
        }
    }

    /// <summary>The result page of an upload, to come back to.</summary>
    [HttpGetOrHead("link")]
    public async Task<IActionResult> Link([FromQuery] string[] token, CancellationToken cancellationToken)
    {
        if (token.Length == 0)
            return new ErrorResult(Errors.TokenMissing);
        var mine = await finder.ListAsync(User.Id(), token, cancellationToken);
        return mine.Count == 0 ? new ErrorResult(Errors.FileNotFound) : View(new LinkPage([.. mine.Select(LinkTo)]));
    }

    [HttpGetOrHead("mine"), TokenScope(Scopes.FileRead)]
    public async Task<IActionResult> Mine(CancellationToken cancellationToken)
    {
        var format = HttpContext.AcceptedFormat(Format.Html);
        if (format == Format.Html)
            return View();
        var links = (await finder.ListAsync(User.Id(), cancellationToken)).Select(LinkTo).ToList();
        return format == Format.Json ? Json(links.ConvertAll(ToJson)) : Content(string.Concat(links.Select(Line)), "text/plain; charset=utf-8");
    }

    [HttpGetOrHead("delete")]
    public async Task<IActionResult> ConfirmDelete(string? token, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(token))
            return new ErrorResult(Errors.TokenMissing);
        return await finder.ListAsync(User.Id(), [token], cancellationToken) is [var file] ? View("Delete", new DeletePage(LinkTo(file))) : new ErrorResult(Errors.FileNotFound);
    }

    [HttpPost("delete"), HttpDelete("get"), HttpDelete("/f/{token}"), TokenScope(Scopes.FileWrite)]
    public async Task<IActionResult> Delete(string? token, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(token))
            return new ErrorResult(Errors.TokenMissing);
        if (!await files.DeleteAsync(User.Id(), token, cancellationToken))
            return new ErrorResult(Errors.FileNotFound);
        return this.SeeOtherOrNoContent("/file/mine");
    }

    /// <summary>Lets a file live as long again as when it came.</summary>
    [HttpPost("extend"), TokenScope(Scopes.FileWrite)]
    public async Task<IActionResult> Extend(string? token, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(token))
            return new ErrorResult(Errors.TokenMissing);
        if (await files.ExtendAsync(User.Id(), token, cancellationToken) is not { } expiresAt)
            return new ErrorResult(Errors.FileNotFound);
        return this.SeeOtherOrExpiry("/file/mine", expiresAt);
    }

    [HttpGetOrHead("get"), HttpGetOrHead("/f/{token}"), AllowAnonymous]
    public async Task<IActionResult> Download(string? token, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(token))
            return new ErrorResult(Errors.TokenMissing);
        if (await finder.OpenAsync(token, cancellationToken) is not { } file)
            return new ErrorResult(Errors.FileNotFound);
        return new BlobResult(file.Blob, file.Row.Size, file.Row.ContentType, file.Row.Sha256, file.Row.Sha256, file.Row.CreatedAt)
        {
            FileDownloadName = file.Row.Name,
            OnSentWhole = () => files.CountDownloadAsync(file.Row),
        };
    }

    /// <summary>
    /// What a page shows of a file of the user's own: a picture, sound or film, and nothing that could hold a script. It is no
    /// download, and is not counted as one.
    /// </summary>
    [HttpGetOrHead("view"), TokenScope(Scopes.FileRead)]
    public async Task<IActionResult> Show(string? token, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(token))
            return new ErrorResult(Errors.TokenMissing);
        if (await finder.OpenAsync(token, cancellationToken) is not { } file)
            return new ErrorResult(Errors.FileNotFound);
        if (file.Row.OwnerId == User.Id() && ContentTypes.CanShow(file.Row.ContentType))
            return new BlobResult(file.Blob, file.Row.Size, file.Row.ContentType, file.Row.Sha256, file.Row.Sha256, file.Row.CreatedAt);
        file.Blob.Dispose();
        return new ErrorResult(Errors.FileNotFound);
    }

    /// <summary>The QR code of a link, as an SVG image.</summary>
    [HttpGetOrHead("qr"), AllowAnonymous]
    public async Task<IActionResult> Qr(string? token, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(token))
            return new ErrorResult(Errors.TokenMissing);
        return await finder.FindAsync(token, cancellationToken) is null
            ? new ErrorResult(Errors.FileNotFound)
            : Content(QrCode.Svg(UrlOf(token)), "image/svg+xml");
    }

    // A multipart body may hold as many files as a user may have, and what stands around them.
    long MaxBodyBytes => Request.HasFormContentType && Request.ContentType!.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase)
        ? checked((long)Math.Min((decimal)options.Value.MaxFileSize * options.Value.MaxFiles + 1024 * 1024, long.MaxValue))
        : options.Value.MaxFileSize;

    /// <exception cref="ErrorException">A part has no name.</exception>
    static async IAsyncEnumerable<UploadPart> Named(
        IAsyncEnumerable<UploadPart> parts, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var part in parts.WithCancellation(cancellationToken))
        {
            if (part.FileName is not null)
            {
                yield return part;
                continue;
            }
            // A form sent without picking a file has a part without a name and without a byte.
            bool empty = await part.Body.ReadAsync(new byte[1], cancellationToken) == 0;
            throw new ErrorException(empty ? Errors.FileMissing : Errors.FileNameMissing);
        }
    }

    void Created(List<FileLink> links)
    {
        Response.StatusCode = StatusCodes.Status201Created;
        Response.Headers.Location = links[0].Url;
    }

    FileLink LinkTo(SharedFile file) => FileLink.To(file, address.Of(Request));

    string UrlOf(string token) => $"{address.Of(Request)}/f/{token}";

    object ToJson(FileLink link) => new
    {
        link.Token,
        link.Url,
        Qr = $"{address.Of(Request)}/file/qr?token={link.Token}",
        link.FileName,
        link.ContentType,
        link.Size,
        link.Sha256,
        link.IsFromGuest,
        link.Downloads,
        ExpiresAt = link.ExpiresAt.UtcDateTime,
    };

    static string Line(FileLink link) => link.Url + "\n";
}
