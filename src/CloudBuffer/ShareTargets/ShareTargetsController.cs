using System.Text;
using CloudBuffer.Access;
using CloudBuffer.ApiMetadata;
using CloudBuffer.Buffers;
using CloudBuffer.Data;
using CloudBuffer.Files;
using CloudBuffer.Responses;
using CloudBuffer.Storage;
using CloudBuffer.Transfers;
using Microsoft.AspNetCore.Mvc;

namespace CloudBuffer.ShareTargets;

/// <summary>
/// The target of a phone's share sheet (https://w3c.github.io/web-share-target): files get share links, a text or URL becomes the
/// latest item.
/// </summary>
public sealed class ShareTargetsController(
    BufferReader reader, BufferStore buffers, FileStore files, UploadReader uploads, ActiveRequests transfers) : Controller
{
    static readonly UploadFormat FormFormat = new() { FileFields = ["file"], TextFields = ["title", "text", "url"], SkipEmptyFields = true };

    // An empty request copies an item of any size.
    static readonly OwnerSlots Copies = new(maxPerOwner: 2);

    [HttpPost("/share"), StreamedBody, Page("Store what the share sheet of a phone sends")]
    public async Task<IActionResult> Receive(CancellationToken cancellationToken)
    {
        var texts = new SharedTexts();
        var parts = uploads.Read(Request, FormFormat, nameInPath: null, cancellationToken);
        var saved = await files.SaveAsync(User.Id(), texts.CollectAsync(parts, cancellationToken), Request.ContentLength, cancellationToken);
        if (texts.IsEmpty && saved.Count == 0)
            return new ErrorResult(Errors.FileMissing);
        // A text beside files is their caption. It must not replace the latest item.
        if (saved.Count == 0)
        {
            var bytes = Encoding.UTF8.GetBytes(texts.ToString());
            await buffers.PutAsync(User.Id(), UploadPart.Text(new MemoryStream(bytes), bytes.Length), cancellationToken);
        }
        return this.SeeOther("~/");
    }

    [HttpGetOrHead("/share"), Page("Sharing after a sign-in: the shared items have to be sent again")]
    public IActionResult ShareAgain() => View();

    [HttpPost("/share/buffer"), Page("Create a share link for the item in the buffer")]
    public async Task<IActionResult> ShareBuffer(CancellationToken cancellationToken)
    {
        using var slot = await Copies.EnterAsync(User.Id(), cancellationToken);
        if (await reader.OpenAsync(User.Id(), cancellationToken) is not var (entry, blob))
            return new ErrorResult(Errors.BufferEmpty);
        using var _ = blob;
        using var transfer = transfers.Track(HttpContext);
        await using var body = blob.AsStream();
        var part = entry.Kind == BufferKind.Text
            ? new UploadPart("text.txt", "text/plain", entry.Size, body)
            : new UploadPart(entry.Name, entry.ContentType, entry.Size, body);
        var saved = await files.SaveAsync(User.Id(), AsyncEnumerable.Repeat(part, 1), entry.Size, cancellationToken);
        return this.SeeOther($"~/file/link?token={saved[0].Token}");
    }
}
