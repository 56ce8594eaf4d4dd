using CloudBuffer.Access;
using CloudBuffer.ApiMetadata;
using CloudBuffer.Data;
using CloudBuffer.Files;
using CloudBuffer.Hosting;
using CloudBuffer.Responses;
using CloudBuffer.Transfers;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace CloudBuffer.ReceiveLinks;

/// <summary>Receive links: <c>/guest</c> for the owner, <c>/g/TOKEN</c> for guests, who see nothing else.</summary>
public sealed class ReceiveLinksController(ReceiveLinkStore links, FileStore files, UploadReader uploads, PublicAddress address, TimeProvider time) : Controller
{
    static readonly UploadFormat FormFormat = new()
    {
        FileFields = ["file"],
        TextFields = ["text"],
        SkipEmptyFields = true,
        MaxFiles = ReceiveLinkStore.MaxFiles,
    };

    [HttpGetOrHead("/guest"), RefuseTemporarySignIn, Page("The receive link of the user")]
    public async Task<IActionResult> ReceiveLink(CancellationToken cancellationToken) => View(
        await links.FindAsync(User.Id(), cancellationToken) is var (link, token)
            ? new ReceiveLinkPage(link, $"{address.For(Request)}/g/{token}")
            : new ReceiveLinkPage(null, ""));

    [HttpPost("/guest/open"), RefuseTemporarySignIn, Page("Create the receive link")]
    public async Task<IActionResult> Open(CancellationToken cancellationToken)
    {
        await links.OpenAsync(User.Id(), cancellationToken);
        return this.SeeOther("~/guest");
    }

    [HttpPost("/guest/extend"), RefuseTemporarySignIn, Page("Extend the expiry of the receive link")]
    public async Task<IActionResult> Extend(CancellationToken cancellationToken) =>
        await links.ExtendAsync(User.Id(), cancellationToken) ? this.SeeOther("~/guest") : new ErrorResult(Errors.ReceiveLinkExpired);

    [HttpPost("/guest/close"), RefuseTemporarySignIn, Page("Delete the receive link")]
    public async Task<IActionResult> Close(CancellationToken cancellationToken)
    {
        await links.CloseAsync(User.Id(), cancellationToken);
        return this.SeeOther("~/guest");
    }

    [HttpGetOrHead("/g/{token}"), AllowAnonymous, Page("Send files through a receive link")]
    public async Task<IActionResult> Guest(string token, CancellationToken cancellationToken) =>
        await links.FindByTokenAsync(token, cancellationToken) is var (link, name)
            ? View(new GuestPage(name, token, link, 0))
            : new ErrorResult(Errors.ReceiveLinkExpired);

    [HttpPost("/g/{token}"), AllowAnonymous, StreamedBody, EnableRateLimiting(RateLimits.Anonymous)]
    [EndpointSummary("Send files or a text through a receive link"), ApiPath("token", "The token of the receive link."), FileBody(IsForm = true)]
    [ApiResponse(200, "An HTML page, unless Accept prefers another type.", MediaType = "text/html"), ApiResponse(201, "Sent.")]
    [ApiErrors(nameof(Errors.ReceiveLinkExpired), nameof(Errors.ReceiverFull), nameof(Errors.FileMissing))]
    public async Task<IActionResult> Send(string token, CancellationToken cancellationToken)
    {
        if (await links.FindByTokenAsync(token, cancellationToken) is not var (link, name))
            return new ErrorResult(Errors.ReceiveLinkExpired);
        var parts = uploads.Read(Request, FormFormat, nameInPath: null, cancellationToken);
        if (Request.ContentLength > link.RemainingBytes)
            return new ErrorResult(Errors.TooLarge);
        int sent = 0;
        await using (var reservation = new ReceiveLinkReservation(links, link, time))
        {
            try
            {
                await foreach (var part in parts)
                {
                    if (sent >= link.RemainingFiles)
                        throw new ErrorException(Errors.ReceiveLinkExpired);
                    reservation.Keep(await ReceiveAsync(link, part with { Body = reservation.Meter(part.Body) }, cancellationToken));
                    sent++;
                }
            }
            catch (ErrorException e) when (sent > 0)
            {
                return new ErrorResult(e.Error with { Detail = $"{(sent == 1 ? "The first file" : $"The first {sent} files")} arrived. {e.Error.Detail}" });
            }
        }
        return sent == 0 ? new ErrorResult(Errors.FileMissing) : await SentAsync(name, token, sent, cancellationToken);
    }

    /// <returns>The bytes of the file.</returns>
    async Task<long> ReceiveAsync(ReceiveLink link, UploadPart part, CancellationToken cancellationToken)
    {
        var file = part.IsText ? part with { FileName = "Message.txt", IsText = false } : part;
        return (await files.SaveFromGuestAsync(link.OwnerId, file, () => links.CountFileAsync(link), cancellationToken)).Row.Size;
    }

    async Task<IActionResult> SentAsync(string name, string token, int sent, CancellationToken cancellationToken)
    {
        if (HttpContext.AcceptedFormat(Format.Html) != Format.Html)
            return StatusCode(StatusCodes.Status201Created);
        // The link may have expired meanwhile, or this was its last file.
        var link = (await links.FindByTokenAsync(token, cancellationToken))?.Link;
        return View("Guest", new GuestPage(name, token, link, sent));
    }
}
