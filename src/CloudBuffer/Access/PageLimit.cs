using CloudBuffer.ApiMetadata;
using CloudBuffer.Responses;
using CloudBuffer.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace CloudBuffer.Access;

/// <summary>
/// Limits the pages that a user loads at the same time: each takes milliseconds of a core, and is held in memory until the client has read
/// it. Few are rendered at a time. At the limit, a new page replaces one that the client does not read, or gets 429.
/// </summary>
sealed class PageLimit(TransferLimits limits) : IAsyncResourceFilter, IAsyncResultFilter
{
    static readonly OwnerSlots Rendering = new(Math.Max(1, Environment.ProcessorCount / 2));
    static readonly object Counted = new();

    /// <summary>A page that is always one: with all that its action does.</summary>
    public Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next) =>
        context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<PageAttribute>() is not null && !IsForm(context.HttpContext.Request)
            ? RunAsync(context.HttpContext, () => next(), refuse: error => context.Result = error)
            : next();

    /// <summary>A page in one of several formats, and the page after a form.</summary>
    public Task OnResultExecutionAsync(ResultExecutingContext context, ResultExecutionDelegate next) =>
        context.Result is ViewResult && !context.HttpContext.Items.ContainsKey(Counted)
            ? RunAsync(context.HttpContext, () => next(), refuse: error => context.Result = error, runRefused: true)
            : next();

    static bool IsForm(HttpRequest request) => !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);

    async Task RunAsync(HttpContext context, Func<Task> next, Action<IActionResult> refuse, bool runRefused = false)
    {
        context.Items[Counted] = true;
        if (context.User.FindId() is not { } userId)
        {
            await next();
            return;
        }
        using var page = limits.TryOpenPage(userId);
        if (page is null)
        {
            refuse(new ErrorResult(Errors.TooManyRequests));
            if (runRefused) // a result filter replaces the result, and a resource filter ends the request
                await next();
            return;
        }
        await using var _ = page.Stopped.Register(context.Abort);
        page.Work();
        using var slot = await Rendering.EnterAsync(userId, page.Stopped);
        bool hasEnded = false;
        context.Response.OnStarting(() =>
        {
            // From now on it waits for the client. A response without a body starts only afterwards.
            if (!hasEnded)
                page.Wait();
            slot.Dispose();
            return Task.CompletedTask;
        });
        try
        {
            await next();
        }
        finally
        {
            hasEnded = true;
        }
    }
}
