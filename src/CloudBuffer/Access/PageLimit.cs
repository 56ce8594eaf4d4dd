using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace CloudBuffer.Access;

/// <summary>
/// Limits the pages that a user loads at the same time: a page is held in memory until the client has read it. At the limit, a new one
/// aborts the oldest.
/// </summary>
sealed class PageLimit(TransferLimits limits) : IAsyncResultFilter
{
    public async Task OnResultExecutionAsync(ResultExecutingContext context, ResultExecutionDelegate next)
    {
        var http = context.HttpContext;
        if (context.Result is not (ViewResult or PartialViewResult or ViewComponentResult) || http.User.FindId() is not { } userId)
        {
            await next();
            return;
        }
        using var page = limits.OpenPage(userId);
        await using var _ = page.Stopped.Register(http.Abort);
        await next();
    }
}
