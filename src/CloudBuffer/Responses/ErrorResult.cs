using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace CloudBuffer.Responses;

/// <summary>
/// An <see cref="Error"/> as a response: a page, lines of text or problem details (RFC 9457), by <c>Accept</c>. There is always a body: if
/// none of them is accepted, problem details.
/// </summary>
/// <param name="fields">Messages by form field; null without a form.</param>
public sealed class ErrorResult(Error error, IReadOnlyDictionary<string, string[]>? fields = null) : IActionResult
{
    /// <summary>Adds the code as <c>error</c>, where OAuth clients expect it (RFC 6749 §5.2).</summary>
    public bool AsOAuth { get; init; }

    public async Task ExecuteResultAsync(ActionContext context)
    {
        var response = context.HttpContext.Response;
        response.StatusCode = error.Status;
        if (error.RetryAfter is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await (context.HttpContext.AcceptedFormat(Format.Json) switch
        {
            Format.Html => Page().ExecuteResultAsync(context),
            Format.Text => Results.Text(Lines()).ExecuteAsync(context.HttpContext),
            _ => ProblemDetails().ExecuteAsync(context.HttpContext),
        });
    }

    // The last line is the code, for programs.
    string Lines() => string.Join('\n', [error.Title, error.Detail, .. FieldErrors(), error.Code, ""]);

    IEnumerable<string> FieldErrors() => fields?.SelectMany(field => field.Value) ?? [];

    IResult ProblemDetails()
    {
        var extensions = new Dictionary<string, object?> { ["code"] = error.Code };
        if (AsOAuth)
            extensions["error"] = error.Code;
        if (fields is not null)
            extensions["errors"] = fields;
        // Results.Problem writes no body if Accept does not name JSON.
        var problem = TypedResults.Problem(error.Detail, statusCode: error.Status, title: error.Title, extensions: extensions).ProblemDetails;
        return Results.Json(problem, contentType: "application/problem+json", statusCode: error.Status);
    }

    ViewResult Page() => new()
    {
        ViewName = "/Shared/Error.cshtml",
        StatusCode = error.Status,
        ViewData = new ViewDataDictionary(new EmptyModelMetadataProvider(), new ModelStateDictionary())
        {
            Model = new ErrorPage(error.Status, error.Code, error.Title, error.Detail),
        },
    };
}
