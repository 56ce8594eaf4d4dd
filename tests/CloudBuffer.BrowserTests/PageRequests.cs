using Microsoft.Playwright;

namespace CloudBuffer.BrowserTests;

/// <summary>What a page has to do with the server.</summary>
static class PageRequests
{
    /// <summary>Until a request to this path has ended, however it did.</summary>
    public static Task WaitForRequestFinishedOrFailedAsync(this IPage page, string path)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look(object? _, IRequest request)
        {
            if (new Uri(request.Url).AbsolutePath == path)
                ended.TrySetResult();
        }
        page.RequestFinished += Look;
        page.RequestFailed += Look;
        return ended.Task;
    }
}
