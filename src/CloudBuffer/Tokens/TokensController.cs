using CloudBuffer.Access;
using CloudBuffer.ApiMetadata;
using CloudBuffer.Data;
using CloudBuffer.Hosting;
using CloudBuffer.Responses;
using CloudBuffer.Transfers;
using Microsoft.AspNetCore.Mvc;

namespace CloudBuffer.Tokens;

/// <summary>Access tokens: create, list, revoke.</summary>
[Route("token")]
public sealed class TokensController(AccessTokenStore tokens, PublicAddress address) : Controller
{
    [HttpGetOrHead("")]
    [EndpointSummary("List the access tokens"), ApiJson<AccessTokenResponse[]>("The tokens that have not expired.")]
    public async Task<IActionResult> List(CancellationToken cancellationToken)
    {
        var own = await tokens.ListAsync(User.Id(), cancellationToken);
        return HttpContext.AcceptedFormat(Format.Html) == Format.Html
            ? View("Tokens", new TokensPage(own, null, Scopes.All, AccessTokenStore.DefaultDays, null))
            : Json(own.Select(ToJson));
    }

    [HttpPost(""), RefuseTemporarySignIn, RequireRecentAuthentication]
    [EndpointSummary("Create an access token"), ApiBodyField("name", "The purpose."), ApiBodyField("days", "1 to 365; default 90.")]
    [ApiBodyField("scope", "Scopes, separated by spaces: buffer:read buffer:write file:read file:write.")]
    [ApiJson<AccessTokenCreatedResponse>("Created. The token is shown this once.", Status = 201)]
    [ApiErrors(nameof(Errors.FormInvalid), nameof(Errors.TooManyTokens))]
    public async Task<IActionResult> Create(CancellationToken cancellationToken)
    {
        var fields = await FormFields.ReadAsync(Request, cancellationToken);
        var form = NewTokenForm.From(fields);
        if (form.Problem is var (field, message))
            return await RejectAsync(fields, Errors.FormInvalid, message, new() { [field] = [message] }, form, cancellationToken);
        if (await tokens.CreateAsync(User.Id(), form.Name, form.Scopes, TimeSpan.FromDays(form.Days), cancellationToken) is not var (row, token))
            return await RejectAsync(fields, Errors.TooManyTokens, Errors.TooManyTokens.Detail, null, form, cancellationToken);
        var baseUrl = address.For(Request);
        if (!fields.AreJson && HttpContext.AcceptedFormat(Format.Html) == Format.Html)
            return View("Created", new TokenCreatedPage(row, token.ToString(), baseUrl));
        return new JsonResult(new AccessTokenCreatedResponse(
            token.ToString(),
            row.Id,
            row.Name,
            row.Scopes,
            row.ExpiresAt.UtcDateTime,
            $"curl -H 'Authorization: Bearer {token}' {baseUrl}/file/buffer"))
        { StatusCode = StatusCodes.Status201Created };
    }

    [HttpGetOrHead("delete"), Page("Confirm revoking an access token")]
    public async Task<IActionResult> ConfirmRevoke(string? id, CancellationToken cancellationToken) =>
        (await tokens.ListAsync(User.Id(), cancellationToken)).FirstOrDefault(token => token.Id == id) is { } token
            ? View("Revoke", new RevokePage(token))
            : new ErrorResult(Errors.TokenNotFound);

    [HttpPost("delete"), HttpDelete("{id}"), RefuseTemporarySignIn, BodyParameter("id")]
    [EndpointSummary("Revoke an access token"), ApiQuery("id", "The public part of the token.", Required = true), ApiResponse(204, "Revoked.")]
    [ApiErrors(nameof(Errors.TokenNotFound))]
    public async Task<IActionResult> Revoke(string? id, CancellationToken cancellationToken)
    {
        if (id is null || !await tokens.RevokeAsync(User.Id(), id, cancellationToken))
            return new ErrorResult(Errors.TokenNotFound);
        return this.SeeOtherOrNoContent("~/token");
    }

    [HttpDelete("current"), TokenScope(Scopes.None)]
    [EndpointSummary("Revoke the access token of the request"), ApiResponse(204, "Revoked."), ApiErrors(nameof(Errors.TokenNotFound))]
    public async Task<IActionResult> RevokeCurrent(CancellationToken cancellationToken)
    {
        if (User.AccessTokenId() is not { } id)
            return new ErrorResult(Errors.TokenNotFound);
        await tokens.RevokeAsync(User.Id(), id, cancellationToken);
        return NoContent();
    }

    async Task<IActionResult> RejectAsync(
        FormFields fields, Error error, string message, Dictionary<string, string[]>? errors, NewTokenForm form, CancellationToken cancellationToken)
    {
        if (fields.AreJson || HttpContext.AcceptedFormat(Format.Json) != Format.Html)
            return new ErrorResult(error, errors);
        Response.StatusCode = error.Status;
        return View("Tokens", new TokensPage(await tokens.ListAsync(User.Id(), cancellationToken), form.Name, form.Scopes, form.Days, message));
    }

    static AccessTokenResponse ToJson(AccessToken token) => new(
        token.Id,
        token.Name,
        token.Scopes,
        token.CreatedAt.UtcDateTime,
        token.ExpiresAt.UtcDateTime,
        token.LastUsedAt?.UtcDateTime,
        token.LastUsedFrom);
}
