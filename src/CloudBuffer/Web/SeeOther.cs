using Microsoft.AspNetCore.Mvc;

namespace CloudBuffer.Web;

static class SeeOtherResult
{
    /// <summary>303: the answer to a form is the page at <paramref name="path"/>, to be got by GET (RFC 9110 §15.4.4).</summary>
    public static IActionResult SeeOther(this Controller controller, string path)
    {
        controller.Response.Headers.Location = path;
        return new StatusCodeResult(StatusCodes.Status303SeeOther);
    }
}
