using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using CloudBuffer.Access;
using CloudBuffer.Responses;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace CloudBuffer.Live;

/// <summary>
/// <c>GET /live</c>: what changes, as server-sent events. <c>buffer</c>, <c>file</c> and <c>device</c> say where to look; each stream
/// begins with all three, so that whoever was away misses nothing. One that does not keep up is ended, and begins anew.
/// </summary>
public sealed class LiveController(LiveEvents live, SessionValidator session, IHostApplicationLifetime lifetime, TimeProvider time) : Controller
{
    static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(10);
    static readonly string[] Kinds = ["buffer", "file", "device"];

    [HttpGetOrHead("/live"), TokenScope(Scopes.BufferRead | Scopes.FileRead), EnableRateLimiting(RateLimits.Streams)]
    public IActionResult Open()
    {
        if (HttpMethods.IsHead(Request.Method))
            return Content("", "text/event-stream");
        if (live.Listen(User.Id()) is not { } listener)
            return new ErrorResult(Errors.TooManyRequests);
        // With the response, since whoever leaves at once never begins to read.
        Response.RegisterForDispose(listener);
        return new StreamResult(TypedResults.ServerSentEvents(EventsAsync(listener, HttpContext.RequestAborted)));
    }

    async IAsyncEnumerable<SseItem<string>> EventsAsync(LiveListener listener, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        foreach (var kind in Kinds)
            yield return Item(new LiveEvent(kind, ""));
        var looked = time.GetTimestamp();
        while (!stop.IsCancellationRequested && !listener.Overflowed)
        {
            LiveEvent? change = null;
            bool signedIn = true;
            try
            {
                change = await listener.NextAsync(HeartbeatInterval, stop.Token);
                // A session that was ended elsewhere hears no more; where the event was lost, a little later.
                if (change is null or { Kind: "device" } || time.GetElapsedTime(looked) > HeartbeatInterval)
                {
                    signedIn = await session.IsStillValidAsync(User, stop.Token);
                    looked = time.GetTimestamp();
                }
            }
            catch (OperationCanceledException)
            {
                yield break;
            }
            if (!signedIn)
                yield break;
            yield return Item(change ?? new LiveEvent("heartbeat", ""));
        }
    }

    // The ids only grow: a browser sends the last one when it comes back, and gets the present state whatever it is.
    SseItem<string> Item(LiveEvent change) => new(change.Id, change.Kind) { EventId = $"{time.GetUtcNow().ToUnixTimeMilliseconds()}" };

    /// <summary>A result of minimal APIs in MVC.</summary>
    sealed class StreamResult(IResult inner) : IActionResult
    {
        public Task ExecuteResultAsync(ActionContext context)
        {
            context.HttpContext.Response.Headers["X-Accel-Buffering"] = "no"; // nginx passes on what it has
            return inner.ExecuteAsync(context.HttpContext);
        }
    }
}
