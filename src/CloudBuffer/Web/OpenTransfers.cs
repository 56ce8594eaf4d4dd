using System.Collections.Concurrent;
using System.Security.Claims;
using CloudBuffer.Live;
using Microsoft.AspNetCore.Authorization;

namespace CloudBuffer.Web;

/// <summary>
/// The uploads and downloads that run. One whose session ends meanwhile is broken off: whoever was signed out could otherwise go
/// on reading or writing for as long as it takes.
/// </summary>
public sealed partial class OpenTransfers(LiveEvents live, SessionCheck session, ILogger<OpenTransfers> log) : BackgroundService
{
    // Where no event tells: a borrowed computer's time is over, or the event was lost.
    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    readonly ConcurrentDictionary<Transfer, bool> open = new();

    /// <summary>Counts a request among them until the result is disposed.</summary>
    /// <returns>Null for what is open to everybody, which ends with no session.</returns>
    public IDisposable? Watch(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            return null;
        var transfer = new Transfer(context, ended => open.TryRemove(ended, out _));
        open[transfer] = true;
        return transfer;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        live.Heard += Hear;
        try
        {
            using var timer = new PeriodicTimer(LookEvery);
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await LookAsync(_ => true);
        }
        finally
        {
            live.Heard -= Hear;
        }
    }

    void Hear(string ownerId, LiveEvent change)
    {
        if (change.Kind == "device" && !open.IsEmpty)
            _ = Task.Run(() => LookAsync(transfer => transfer.OwnerId == ownerId));
    }

    async Task LookAsync(Predicate<Transfer> which)
    {
        try
        {
            foreach (var transfer in open.Keys)
            {
                if (which(transfer) && !await session.IsSignedInAsync(transfer.User, CancellationToken.None))
                    transfer.BreakOff();
            }
        }
        catch (Exception e)
        {
            Log.LookFailed(log, e);
        }
    }

    sealed class Transfer(HttpContext context, Action<Transfer> forget) : IDisposable
    {
        // Kestrel uses a context again for the next request.
        readonly Lock ending = new();
        bool isOver;

        public ClaimsPrincipal User { get; } = context.User;

        public string? OwnerId { get; } = context.User.FindFirstValue(ClaimTypes.NameIdentifier);

        public void BreakOff()
        {
            lock (ending)
            {
                if (!isOver)
                    context.Abort();
            }
        }

        public void Dispose()
        {
            lock (ending)
                isOver = true;
            forget(this);
        }
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Could not look whether the sessions of running transfers have ended; will try again")]
        public static partial void LookFailed(ILogger logger, Exception e);
    }
}
