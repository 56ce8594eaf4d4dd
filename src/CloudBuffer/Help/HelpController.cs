using System.Reflection;
using CloudBuffer.ApiMetadata;
using CloudBuffer.Hosting;
using CloudBuffer.Responses;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace CloudBuffer.Help;

/// <summary>How to use it from programs: the examples, and the script <c>cb</c>.</summary>
[AllowAnonymous]
public sealed class HelpController(PublicAddress address) : Controller
{
    static readonly string Script = Embedded("cb.sh");

    [HttpGetOrHead("/help/api"), Page("Examples for programs")]
    public IActionResult Api() => View(new ApiPage(address.AsRequested(Request), address.For(Request)));

    [HttpGetOrHead("/cb")]
    [EndpointSummary("Download the shell script cb, configured for this server"), ApiResponse(200, "A POSIX shell script.", MediaType = "text/plain")]
    public IActionResult Cb() => Content(Script.Replace("@ADDRESS@", address.AsRequested(Request), StringComparison.Ordinal), "text/plain; charset=utf-8");

    static string Embedded(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream($"CloudBuffer.Help.{name}")!);
        return reader.ReadToEnd();
    }
}
