using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace CloudBuffer.Responses;

/// <summary>An <see cref="Error"/> as a response: a page if HTML is accepted, else problem details (RFC 9457).</summary>
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
        if (context.HttpContext.AcceptedFormat(Format.Json) == Format.Html)
        {
            await Page().ExecuteResultAsync(context);
            return;
        }
        var extensions = new Dictionary<string, object?> { ["code"] = error.Code };
        if (AsOAuth)
            extensions["error"] = error.Code;
        if (fields is not null)
            extensions["errors"] = fields;
        await Results.Problem(error.Detail, statusCode: error.Status, title: error.Title, extensions: extensions).ExecuteAsync(context.HttpContext);
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
