using CloudBuffer.Access;
using CloudBuffer.Data;
using CloudBuffer.Files;
using CloudBuffer.Hosting;
using CloudBuffer.Responses;
using CloudBuffer.Storage;
using CloudBuffer.Transfers;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace CloudBuffer.ReceiveLinks;

/// <summary>Receiving from somebody without an account: <c>/guest</c> for the owner, <c>/g/TOKEN</c> for the guest, who sees nothing else.</summary>
public sealed class ReceiveLinksController(ReceiveLinkStore links, FileStore files, PublicAddress address) : Controller
{
    static readonly string[] Fields = ["text", "file"];

    [HttpGetOrHead("/guest")]
    public async Task<IActionResult> ReceiveLink(CancellationToken cancellationToken) => View(
        await links.FindAsync(User.Id(), cancellationToken) is var (link, token) ? new ReceiveLinkPage(link, $"{address.Of(Request)}/g/{token}") : new ReceiveLinkPage(null, ""));

    [HttpPost("/guest/open"), RequireOwnDevice]
    public async Task<IActionResult> Open(CancellationToken cancellationToken)
    {
        await links.OpenAsync(User.Id(), cancellationToken);
        return this.SeeOther("/guest");
    }

    [HttpPost("/guest/extend"), RequireOwnDevice]
    public async Task<IActionResult> Extend(CancellationToken cancellationToken) =>
        await links.ExtendAsync(User.Id(), cancellationToken) ? this.SeeOther("/guest") : new ErrorResult(Errors.ReceiveLinkExpired);

    [HttpPost("/guest/close")]
    public async Task<IActionResult> Close(CancellationToken cancellationToken)
    {
        await links.CloseAsync(User.Id(), cancellationToken);
        return this.SeeOther("/guest");
    }

    [HttpGetOrHead("/g/{token}"), AllowAnonymous]
    public async Task<IActionResult> Guest(string token, CancellationToken cancellationToken) =>
        await links.FindByTokenAsync(token, cancellationToken) is var (link, name) ? View("Guest", new GuestPage(name, token, link, 0)) : new ErrorResult(Errors.ReceiveLinkExpired);

    /// <summary>Takes what a guest sends: parts <c>file</c>, and a field <c>text</c>, which becomes a file of its own.</summary>
    [HttpPost("/g/{token}"), AllowAnonymous, StreamedBody, DisableRequestSizeLimit, EnableRateLimiting(RateLimits.Anonymous)]
    public async Task<IActionResult> Send(string token, CancellationToken cancellationToken)
    {
        if (await links.FindByTokenAsync(token, cancellationToken) is not var (link, name))
            return new ErrorResult(Errors.ReceiveLinkExpired);
        long announced = Request.ContentLength ?? link.RemainingBytes;
        if (!await links.TakeBytesAsync(link, announced, cancellationToken))
            return new ErrorResult(Errors.TooLarge);
        var (sent, bytes) = (0, 0L);
        try
        {
            await foreach (var part in Request.PartsAsync(Fields, nameInPath: null, cancellationToken))
            {
                if (await FitAsync(part, cancellationToken) is not { } fit)
                    continue;
                bytes += await TakeAsync(link, fit, announced - bytes, cancellationToken);
                sent++;
            }
        }
        catch (ErrorException e) when (sent > 0)
        {
            return new ErrorResult(e.Error with { Detail = $"What came before it has arrived, {(sent == 1 ? "one thing" : $"{sent} things")}. {e.Error.Detail}" });
        }
        finally
        {
            await links.ReleaseAsync(link, 0, announced - bytes);
        }
        if (sent == 0)
            return new ErrorResult(Errors.FileMissing);
        if (HttpContext.AcceptedFormat(Format.Html) != Format.Html)
            return StatusCode(StatusCodes.Status201Created);
        // The link may have ended with this.
        return View("Guest", new GuestPage(name, token, (await links.FindByTokenAsync(token, cancellationToken))?.Link, sent));
    }

    /// <returns>Its bytes.</returns>
    async Task<long> TakeAsync(ReceiveLink link, UploadPart part, long maxBytes, CancellationToken cancellationToken)
    {
        if (!await links.TakeFileAsync(link, cancellationToken))
            throw new ErrorException(Errors.ReceiveLinkExpired);
        bool taken = false;
        try
        {
            var saved = await files.SaveFromGuestAsync(link.OwnerId, part, Request.ContentLength is null ? null : maxBytes, maxBytes, () => links.CheckAsync(link), cancellationToken);
            taken = true;
            return saved.Row.Size;
        }
        finally
        {
            if (!taken)
                await links.ReleaseAsync(link, 1, 0);
        }
    }

    /// <returns>Null for a field that was left empty.</returns>
    static async Task<UploadPart?> FitAsync(UploadPart part, CancellationToken cancellationToken)
    {
        if (part.PartName == "file")
            return part.FileName is null ? null : part;
        if (part.PartName != "text")
            return null;
        var first = new byte[1];
        return await part.Body.ReadAsync(first, cancellationToken) == 0
            ? null
            : new UploadPart("file", "Text from a guest.txt", "text/plain", null, new PrefixedStream(first, part.Body));
    }

    /// <summary>A stream of which the first bytes were read already.</summary>
    sealed class PrefixedStream(ReadOnlyMemory<byte> first, Stream rest) : ReadOnlyStream
    {
        ReadOnlyMemory<byte> left = first;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (left.Length == 0)
                return await rest.ReadAsync(buffer, cancellationToken);
            int count = Math.Min(left.Length, buffer.Length);
            left[..count].CopyTo(buffer);
            left = left[count..];
            return count;
        }
    }
}
