using System.Globalization;
using CloudBuffer.Access;
using CloudBuffer.Data;
using CloudBuffer.Display;
using CloudBuffer.Hosting;
using CloudBuffer.Responses;
using CloudBuffer.Transfers;
using Microsoft.AspNetCore.Mvc;

namespace CloudBuffer.Tokens;

/// <summary>Personal tokens: make, list, revoke.</summary>
[Route("token"), SmallBody]
public sealed class TokensController(AccessTokenStore tokens, PublicAddress address) : Controller
{
    [HttpGetOrHead("")]
    public async Task<IActionResult> List(CancellationToken cancellationToken)
    {
        var mine = await tokens.ListAsync(User.Id(), cancellationToken);
        return HttpContext.AcceptedFormat(Format.Html) == Format.Html
            ? View("Tokens", new TokensPage(mine, null, Scopes.All, AccessTokenStore.DefaultDays, null))
            : Json(mine.Select(ToJson));
    }

    [HttpPost(""), RequireOwnDevice, RequireRecentAuthentication]
    public async Task<IActionResult> Create(CancellationToken cancellationToken)
    {
        var fields = await FormFields.ReadAsync(Request, cancellationToken);
        var name = DisplayNames.Clean(fields["name"]);
        var scopes = ScopeNames.Parse(fields["scope"]);
        bool daysFit = int.TryParse(fields["days"].Length == 0 ? AccessTokenStore.DefaultDays.ToString(CultureInfo.InvariantCulture) : fields["days"], CultureInfo.InvariantCulture, out int days)
            && days is >= 1 and <= AccessTokenStore.MaxDays;
        var problem = name.Length == 0 ? ("name", "Say what it is for.")
            : scopes is null or Scopes.None ? ("scope", $"Choose what it may do: {string.Join(", ", ScopeNames.All)}.")
            : !daysFit ? ("days", $"Choose 1 to {AccessTokenStore.MaxDays} days.")
            : ((string Field, string Words)?)null;
        if (problem is var (field, words))
            return await RefuseAsync(fields, Errors.FormInvalid, words, new() { [field] = [words] }, name, scopes, daysFit ? days : AccessTokenStore.DefaultDays, cancellationToken);
        if (await tokens.CreateAsync(User.Id(), name, scopes!.Value, TimeSpan.FromDays(days), cancellationToken) is not var (row, token))
            return await RefuseAsync(fields, Errors.TooManyTokens, Errors.TooManyTokens.Detail, null, name, scopes, days, cancellationToken);
        if (!fields.AreJson && HttpContext.AcceptedFormat(Format.Html) == Format.Html)
            return View("Created", new TokenCreatedPage(row, token.ToString(), address.Of(Request)));
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

    [HttpGetOrHead("delete")]
    public async Task<IActionResult> ConfirmRevoke(string? id, CancellationToken cancellationToken) =>
        (await tokens.ListAsync(User.Id(), cancellationToken)).FirstOrDefault(token => token.Id == id) is { } token
            ? View("Revoke", new RevokePage(token))
            : new ErrorResult(Errors.TokenNotFound);

    [HttpPost("delete"), HttpDelete("{id}"), RequireOwnDevice]
    public async Task<IActionResult> Revoke(string? id, CancellationToken cancellationToken)
    {
        if (id is null || !await tokens.RevokeAsync(User.Id(), id, cancellationToken))
            return new ErrorResult(Errors.TokenNotFound);
        return this.SeeOtherOrNoContent("/token");
    }

    /// <summary>A program gives its own token back.</summary>
    [HttpDelete("current"), TokenScope(Scopes.None)]
    public async Task<IActionResult> RevokeCurrent(CancellationToken cancellationToken)
    {
        if (User.AccessTokenId() is not { } id)
            return new ErrorResult(Errors.TokenNotFound);
        await tokens.RevokeAsync(User.Id(), id, cancellationToken);
        return NoContent();
    }

    async Task<IActionResult> RefuseAsync(
        FormFields fields, Error error, string words, Dictionary<string, string[]>? errors, string name, Scopes? scopes, int days, CancellationToken cancellationToken)
    {
        if (fields.AreJson || HttpContext.AcceptedFormat(Format.Json) != Format.Html)
            return new ErrorResult(error, errors);
        Response.StatusCode = error.Status;
        return View("Tokens", new TokensPage(await tokens.ListAsync(User.Id(), cancellationToken), name, scopes ?? Scopes.All, days, words));
    }

    static object ToJson(AccessToken token) => new
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
