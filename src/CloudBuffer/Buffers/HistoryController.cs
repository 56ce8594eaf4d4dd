using System.Globalization;
using CloudBuffer.Access;
using CloudBuffer.ApiMetadata;
using CloudBuffer.Responses;
using CloudBuffer.Transfers;
using Microsoft.AspNetCore.Mvc;

namespace CloudBuffer.Buffers;

/// <summary>Earlier texts of the buffer.</summary>
[Route("file/buffer/history")]
public sealed class HistoryController(BufferHistory history) : Controller
{
    [HttpGetOrHead(""), TokenScope(Scopes.BufferRead)]
    [EndpointSummary("List the last ten texts of up to 1 MiB, newest first"), ApiJson<EarlierTextResponse[]>("The texts that have not expired.")]
    public async Task<IActionResult> List(CancellationToken cancellationToken) =>
        Json((await history.ListAsync(User.Id(), cancellationToken)).Select(ToJson));

    [HttpPost("back"), TokenScope(Scopes.BufferWrite)]
    [EndpointSummary("Restore an earlier text"), ApiBodyField("id", "From the list; in JSON a string."), ApiResponse(204, "The text is in the buffer.")]
    [ApiErrors(nameof(Errors.TextNotFound), nameof(Errors.StorageFull))]
    public async Task<IActionResult> Restore(CancellationToken cancellationToken)
    {
        var fields = await FormFields.ReadAsync(Request, cancellationToken);
        if (!long.TryParse(fields["id"], CultureInfo.InvariantCulture, out long id) || !await history.RestoreAsync(User.Id(), id, cancellationToken))
            return new ErrorResult(Errors.TextNotFound);
        return fields.AreJson ? NoContent() : this.SeeOther("~/");
    }

    [HttpDelete(""), HttpPost("clear"), TokenScope(Scopes.BufferWrite)]
    [EndpointSummary("Delete the earlier texts"), ApiResponse(204, "Deleted.")]
    public async Task<IActionResult> DeleteAll()
    {
        await history.DeleteAllAsync(User.Id());
        return this.SeeOtherOrNoContent("~/");
    }

    static EarlierTextResponse ToJson(EarlierText text) => new(
        text.Id,
        text.Preview.Text,
        text.Preview.IsCut,
        text.CreatedAt.UtcDateTime,
        text.ExpiresAt.UtcDateTime);
}
