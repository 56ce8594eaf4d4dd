using System.Security.Claims;
using CloudBuffer.Data;
using CloudBuffer.Files;
using CloudBuffer.Storage;
using CloudBuffer.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace CloudBuffer.Guests;

/// <summary>Receiving from somebody without an account: <c>/guest</c> for the owner, <c>/g/TOKEN</c> for the guest, who sees nothing else.</summary>
public sealed class GuestsController(GuestStore guests, FileStore files, PublicAddress address) : Controller
{
    static readonly string[] Fields = ["text", "file"];

    string Me => User.FindFirstValue(ClaimTypes.NameIdentifier)!;

    [HttpGet("/guest"), HttpHead("/guest")]
    public async Task<IActionResult> Mine(CancellationToken cancellationToken) => View("Mine",
        await guests.FindAsync(Me, cancellationToken) is var (link, token) ? new GuestPage(link, $"{address.Of(Request)}/g/{token}") : new GuestPage(null, ""));

    [HttpPost("/guest/open"), OwnDevice]
    public async Task<IActionResult> Open(CancellationToken cancellationToken)
    {
        await guests.OpenAsync(Me, cancellationToken);
        return this.SeeOther("/guest");
    }

    [HttpPost("/guest/extend"), OwnDevice]
    public async Task<IActionResult> Extend(CancellationToken cancellationToken) =>
        await guests.ExtendAsync(Me, cancellationToken) ? this.SeeOther("/guest") : new ErrorResult(Errors.GuestLinkEnded);

    [HttpPost("/guest/close")]
    public async Task<IActionResult> Close(CancellationToken cancellationToken)
    {
        await guests.CloseAsync(Me, cancellationToken);
        return this.SeeOther("/guest");
    }

    [HttpGet("/g/{token}"), HttpHead("/g/{token}"), AllowAnonymous]
    public async Task<IActionResult> Guest(string token, CancellationToken cancellationToken) =>
        await guests.FindByTokenAsync(token, cancellationToken) is var (link, name) ? View("SendTo", new SendToPage(name, token, link, 0)) : new ErrorResult(Errors.GuestLinkEnded);

    /// <summary>Takes what a guest sends: parts <c>file</c>, and a field <c>text</c>, which becomes a file of its own.</summary>
    [HttpPost("/g/{token}"), AllowAnonymous, StreamedBody, DisableRequestSizeLimit, EnableRateLimiting(RateLimits.Strangers)]
    public async Task<IActionResult> Send(string token, CancellationToken cancellationToken)
    {
        if (await guests.FindByTokenAsync(token, cancellationToken) is not var (link, name))
            return new ErrorResult(Errors.GuestLinkEnded);
        long announced = Request.ContentLength ?? link.BytesLeft;
        if (!await guests.TakeBytesAsync(link, announced, cancellationToken))
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
            await guests.GiveBackAsync(link, 0, announced - bytes);
        }
        if (sent == 0)
            return new ErrorResult(Errors.FileMissing);
        if (HttpContext.AcceptedFormat(Format.Html) != Format.Html)
            return StatusCode(StatusCodes.Status201Created);
        // The link may have ended with this.
        return View("SendTo", new SendToPage(name, token, (await guests.FindByTokenAsync(token, cancellationToken))?.Link, sent));
    }

    /// <returns>Its bytes.</returns>
    async Task<long> TakeAsync(GuestLink link, UploadPart part, long maxBytes, CancellationToken cancellationToken)
    {
        if (!await guests.TakeFileAsync(link, cancellationToken))
            throw new ErrorException(Errors.GuestLinkEnded);
        bool taken = false;
        try
        {
            var saved = await files.SaveFromGuestAsync(link.OwnerId, part, Request.ContentLength is null ? null : maxBytes, maxBytes, () => guests.CheckAsync(link), cancellationToken);
            taken = true;
            return saved.Row.Size;
        }
        finally
        {
            if (!taken)
                await guests.GiveBackAsync(link, 1, 0);
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
