using Microsoft.Playwright;

namespace CloudBuffer.BrowserTests;

/// <summary>Requests of a page.</summary>
static class PageRequests
{
    /// <summary>Completes when a request to this path has finished or failed.</summary>
    public static Task WaitForRequestEndAsync(this IPage page, string path)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Check(object? _, IRequest request)
        {
            if (new Uri(request.Url).AbsolutePath == path)
                ended.TrySetResult();
        }
        page.RequestFinished += Check;
        page.RequestFailed += Check;
        return ended.Task;
    }
}
