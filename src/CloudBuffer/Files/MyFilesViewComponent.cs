using CloudBuffer.Access;
using CloudBuffer.Hosting;
using CloudBuffer.Settings;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Files;

/// <summary>The list of the user's files, on the board and on a page of its own.</summary>
public sealed class MyFilesViewComponent(FileFinder finder, PublicAddress address, IOptions<CloudBufferOptions> options) : ViewComponent
{
    public async Task<IViewComponentResult> InvokeAsync(bool isPage = false)
    {
        var ownerId = UserClaimsPrincipal.Id();
        var links = new List<FileLink>();
        foreach (var file in await finder.ListAsync(ownerId, HttpContext.RequestAborted))
            links.Add(FileLink.From(file, address.For(Request)) with { Text = await finder.PreviewAsync(file.Row, HttpContext.RequestAborted) });
        return View("/Files/_MyFiles.cshtml", new MyFiles(links, options.Value.MaxFiles, options.Value.ExpireTime, isPage));
    }
}
