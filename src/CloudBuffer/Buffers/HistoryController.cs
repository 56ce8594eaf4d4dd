using System.Globalization;
using System.Security.Claims;
using CloudBuffer.Web;
using Microsoft.AspNetCore.Mvc;

namespace CloudBuffer.Buffers;

/// <summary>Earlier texts of the buffer: list, bring back, clear.</summary>
[Route("file/buffer/history")]
public sealed class HistoryController(BufferHistory history) : Controller
{
    const int MaxBodyBytes = 32 * 1024;

    string Me => User.FindFirstValue(ClaimTypes.NameIdentifier)!;

    [HttpGet(""), HttpHead(""), TokenScope(Scopes.BufferRead)]
    public async Task<IActionResult> List(CancellationToken cancellationToken) => Json((await history.ListAsync(Me, cancellationToken))
        .Select(text => new { text.Id, text.Preview.Text, text.Preview.IsCut, CreatedAt = text.CreatedAt.UtcDateTime, ExpiresAt = text.ExpiresAt.UtcDateTime }));

    [HttpPost("back"), RequestSizeLimit(MaxBodyBytes), TokenScope(Scopes.BufferWrite)]
    public async Task<IActionResult> BringBack(CancellationToken cancellationToken)
    {
        var fields = await PostedFields.ReadAsync(Request, cancellationToken);
        if (!long.TryParse(fields["id"], CultureInfo.InvariantCulture, out long id) || !await history.BringBackAsync(Me, id, cancellationToken))
            return new ErrorResult(Errors.TextNotFound);
        return fields.AreJson ? NoContent() : this.SeeOther("/");
    }

    [HttpDelete(""), HttpPost("clear"), TokenScope(Scopes.BufferWrite)]
    public async Task<IActionResult> Clear()
    {
        await history.ClearAsync(Me);
        return HttpMethods.IsPost(Request.Method) && HttpContext.AcceptedFormat(Format.Json) == Format.Html ? this.SeeOther("/") : NoContent();
    }
}
