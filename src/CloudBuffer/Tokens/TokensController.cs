using System.Globalization;
using System.Security.Claims;
using CloudBuffer.Data;
using CloudBuffer.Web;
using Microsoft.AspNetCore.Mvc;

namespace CloudBuffer.Tokens;

/// <summary>Personal tokens: make, list, revoke.</summary>
[Route("token"), RequestSizeLimit(MaxBodyBytes)]
public sealed class TokensController(TokenStore tokens, PublicAddress address) : Controller
{
    internal const int MaxBodyBytes = 32 * 1024;

    string Me => User.FindFirstValue(ClaimTypes.NameIdentifier)!;

    [HttpGet(""), HttpHead("")]
    public async Task<IActionResult> List(CancellationToken cancellationToken)
    {
        var mine = await tokens.ListAsync(Me, cancellationToken);
        return HttpContext.AcceptedFormat(Format.Html) == Format.Html
            ? View("Tokens", new TokensPage(mine, null, Scopes.All, TokenStore.DefaultDays, null))
            : Json(mine.Select(Answer));
    }

    [HttpPost(""), OwnDevice, RecentUse]
    public async Task<IActionResult> Make(CancellationToken cancellationToken)
    {
        var fields = await PostedFields.ReadAsync(Request, cancellationToken);
        var name = ShownNames.Clean(fields["name"]);
        var scopes = ScopeNames.Parse(fields["scope"]);
        bool daysFit = int.TryParse(fields["days"].Length == 0 ? TokenStore.DefaultDays.ToString(CultureInfo.InvariantCulture) : fields["days"], CultureInfo.InvariantCulture, out int days)
            && days is >= 1 and <= TokenStore.MaxDays;
        var problem = name.Length == 0 ? ("name", "Say what it is for.")
            : scopes is null or Scopes.None ? ("scope", $"Choose what it may do: {string.Join(", ", ScopeNames.All)}.")
            : !daysFit ? ("days", $"Choose 1 to {TokenStore.MaxDays} days.")
            : ((string Field, string Words)?)null;
        if (problem is var (field, words))
            return await RefuseAsync(fields, Errors.FormInvalid, words, new() { [field] = [words] }, name, scopes, daysFit ? days : TokenStore.DefaultDays, cancellationToken);
        if (await tokens.CreateAsync(Me, name, scopes!.Value, TimeSpan.FromDays(days), cancellationToken) is not var (row, token))
            return await RefuseAsync(fields, Errors.TooManyTokens, Errors.TooManyTokens.Detail, null, name, scopes, days, cancellationToken);
        if (!fields.AreJson && HttpContext.AcceptedFormat(Format.Html) == Format.Html)
            return View("Made", new MadePage(row, token.ToString(), address.Of(Request)));
        return new JsonResult(new
        {
            Token = token.ToString(),
            row.Id,
            row.Name,
            Scope = row.Scopes,
            ExpiresAt = row.ExpiresAt.UtcDateTime,
            Curl = $"curl -H 'Authorization: Bearer {token}' {address.Of(Request)}/file/buffer",
        })
        { StatusCode = StatusCodes.Status201Created };
    }

    [HttpGet("delete"), HttpHead("delete")]
    public async Task<IActionResult> Revoke(string? id, CancellationToken cancellationToken) =>
        (await tokens.ListAsync(Me, cancellationToken)).FirstOrDefault(token => token.Id == id) is { } token
            ? View("Revoke", new RevokePage(token))
            : new ErrorResult(Errors.TokenNotFound);

    [HttpPost("delete"), HttpDelete("{id}"), OwnDevice]
    public async Task<IActionResult> RevokeNow(string? id, CancellationToken cancellationToken)
    {
        if (id is null || !await tokens.RevokeAsync(Me, id, cancellationToken))
            return new ErrorResult(Errors.TokenNotFound);
        return HttpMethods.IsPost(Request.Method) && HttpContext.AcceptedFormat(Format.Json) == Format.Html ? this.SeeOther("/token") : NoContent();
    }

    /// <summary>A program gives its own token back.</summary>
    [HttpDelete("current"), TokenScope(Scopes.None)]
    public async Task<IActionResult> GiveBack(CancellationToken cancellationToken)
    {
        if (User.FindFirstValue(SessionClaims.Token) is not { } id)
            return new ErrorResult(Errors.TokenNotFound);
        await tokens.RevokeAsync(Me, id, cancellationToken);
        return NoContent();
    }

    async Task<IActionResult> RefuseAsync(
        PostedFields fields, Error error, string words, Dictionary<string, string[]>? errors, string name, Scopes? scopes, int days, CancellationToken cancellationToken)
    {
        if (fields.AreJson || HttpContext.AcceptedFormat(Format.Json) != Format.Html)
            return new ErrorResult(error, errors);
        Response.StatusCode = error.Status;
        return View("Tokens", new TokensPage(await tokens.ListAsync(Me, cancellationToken), name, scopes ?? Scopes.All, days, words));
    }

    static object Answer(PersonalToken token) => new
    {
        token.Id,
        token.Name,
        Scope = token.Scopes,
        CreatedAt = token.CreatedAt.UtcDateTime,
        ExpiresAt = token.ExpiresAt.UtcDateTime,
        LastUsedAt = token.LastUsedAt?.UtcDateTime,
        token.LastUsedFrom,
    };
}
