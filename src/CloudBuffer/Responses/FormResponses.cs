using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc;

namespace CloudBuffer.Responses;

/// <summary>Responses to a submitted form: a redirect for a browser, a status or JSON for a program.</summary>
static partial class FormResponses
{
    /// <summary>303: the browser continues with a GET of <paramref name="path"/> (RFC 9110 §15.4.4).</summary>
    /// <param name="controller">The one that responds.</param>
    /// <param name="path"><c>~/</c> is the path of <c>PublicUrl</c>.</param>
    public static IActionResult SeeOther(this Controller controller, string path)
    {
        controller.Response.Headers.Location = NotPrintableAscii().Replace(controller.Url.Content(path), text => Uri.EscapeDataString(text.Value));
        return new StatusCodeResult(StatusCodes.Status303SeeOther);
    }

    /// <summary>303 for a form that was posted by a browser, else 204.</summary>
    public static IActionResult SeeOtherOrNoContent(this Controller controller, string path) =>
        HttpMethods.IsPost(controller.Request.Method) && controller.WantsHtml() ? controller.SeeOther(path) : controller.NoContent();

    /// <summary>303 for a browser, else 200 with the expiry as <c>expiresAt</c>.</summary>
    public static IActionResult SeeOtherOrExpiry(this Controller controller, string path, DateTimeOffset expiresAt) =>
        controller.WantsHtml() ? controller.SeeOther(path) : controller.Json(new ExpiryResponse(expiresAt.UtcDateTime));

    // A header can contain nothing else.
    [GeneratedRegex("[^\\x21-\\x7e]+")]
    private static partial Regex NotPrintableAscii();

    static bool WantsHtml(this Controller controller) => controller.HttpContext.AcceptedFormat(Format.Json) == Format.Html;
}
