using System.Reflection;
using CloudBuffer.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace CloudBuffer.Help;

/// <summary>How to use it from programs: the examples, and the script <c>cb</c>.</summary>
[AllowAnonymous]
public sealed class HelpController(PublicAddress address) : Controller
{
    static readonly string Script = Embedded("cb.sh");

    [HttpGet("/help/api"), HttpHead("/help/api")]
    public IActionResult Api() => View(new ApiPage(address.AsAsked(Request), address.Of(Request)));

    /// <summary>The shell script, with the address in it that it was fetched from.</summary>
    [HttpGet("/cb"), HttpHead("/cb")]
    public IActionResult Cb() => Content(Script.Replace("@ADDRESS@", address.AsAsked(Request), StringComparison.Ordinal), "text/plain; charset=utf-8");

    static string Embedded(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream($"CloudBuffer.Help.{name}")!);
        return reader.ReadToEnd();
    }
}

/// <param name="Address">What the examples begin with.</param>
/// <param name="AddressForPhone">The same for another device.</param>
public sealed record ApiPage(string Address, string AddressForPhone);
