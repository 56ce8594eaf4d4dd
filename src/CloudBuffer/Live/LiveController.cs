using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using CloudBuffer.Access;
using CloudBuffer.ApiMetadata;
using CloudBuffer.Responses;
using CloudBuffer.Settings;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace CloudBuffer.Live;

/// <summary>
/// <c>GET /live</c>: live events as server-sent events. Each stream starts with one event of each kind, so that a client that was
/// disconnected loads everything again. A stream whose client is too slow is closed, and the client reconnects.
/// </summary>
public sealed class LiveController(
    LiveEvents live, SessionValidator session, ActiveRequests requests, IHostApplicationLifetime lifetime, Intervals intervals, TimeProvider time) : Controller
{
    [HttpGetOrHead("/live"), TokenScope(Scopes.BufferRead | Scopes.FileRead), EnableRateLimiting(RateLimits.LiveStreams)]
    [EndpointSummary("Stream live events")]
    [ApiResponse(200, "Server-sent events, until the client disconnects or the session ends.", MediaType = "text/event-stream")]
    [EndpointDescription("The events buffer, file and device name what changed, their data its id. A stream begins with all three, and has heartbeats.")]
    public IActionResult Open()
    {
        if (HttpMethods.IsHead(Request.Method))
            return new StreamResult(TypedResults.ServerSentEvents(AsyncEnumerable.Empty<SseItem<string>>()));
        if (live.Listen(User.Id(), HttpContext.ClientNetwork()) is not { } listener)
            return new ErrorResult(Errors.TooManyRequests);
        // Disposed with the response, because a client that disconnects immediately never starts to read.
        Response.RegisterForDispose(listener);
        return new StreamResult(TypedResults.ServerSentEvents(EventsAsync(listener, HttpContext.RequestAborted)));
    }

    async IAsyncEnumerable<SseItem<string>> EventsAsync(LiveListener listener, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        using var tracked = requests.Track(HttpContext, stop.Cancel);
        foreach (var kind in LiveEventKinds.All)
            yield return Item(kind, "");
        while (!stop.IsCancellationRequested && !listener.Overflowed)
        {
            LiveEvent? change = null;
            bool isValid = true;
            try
            {
                change = await listener.NextAsync(intervals.Heartbeat, stop.Token);
                // A revoked session gets no more events.
                if (change is { Kind: LiveEventKinds.Device })
                    isValid = await session.IsStillValidAsync(User, stop.Token);
            }
            catch (OperationCanceledException)
            {
                yield break;
            }
            if (!isValid)
                yield break;
            yield return change is null ? Item("heartbeat", "") : Item(change.Kind, change.Id);
        }
    }

    // A reconnecting browser sends the last id. It gets the current state in any case.
    SseItem<string> Item(string kind, string data) => new(data, kind) { EventId = $"{time.GetUtcNow().ToUnixTimeMilliseconds()}" };

    /// <summary>A result of minimal APIs as an MVC result.</summary>
    sealed class StreamResult(IResult inner) : IActionResult
    {
        public Task ExecuteResultAsync(ActionContext context)
        {
            context.HttpContext.Response.Headers["X-Accel-Buffering"] = "no"; // nginx must not buffer the stream
            return inner.ExecuteAsync(context.HttpContext);
        }
    }
}
