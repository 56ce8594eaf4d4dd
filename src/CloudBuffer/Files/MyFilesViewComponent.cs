using System.Security.Claims;
using CloudBuffer.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Files;

/// <summary>My files as a part of another page.</summary>
public sealed class MyFilesViewComponent(FileFinder finder, PublicAddress address, IOptions<CloudBufferOptions> options) : ViewComponent
{
    public async Task<IViewComponentResult> InvokeAsync()
    {
        var me = UserClaimsPrincipal.FindFirstValue(ClaimTypes.NameIdentifier)!;
        var mine = await finder.ListAsync(me, HttpContext.RequestAborted);
        return View("/Files/_Board.cshtml", new MinePage([.. mine.Select(file => FileLink.To(file, address.Of(Request)))], options.Value.MaxFiles, options.Value.ExpireTime));
    }
}
