using CloudBuffer.Access;
using CloudBuffer.Live;
using CloudBuffer.Settings;

namespace CloudBuffer.Devices;

/// <summary>Ends revoked sessions and access tokens, and aborts their long requests, also when another process revoked them.</summary>
public sealed partial class RevocationMonitor(
    LiveEvents live, SessionCache sessions, ActiveRequests requests, Intervals intervals, ILogger<RevocationMonitor> log)
    : BackgroundService
{
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        live.Published += OnEvent; // before the first request
        return base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        live.Published -= OnEvent;
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // For the expiry of a temporary sign-in, and for lost events.
        using var timer = new PeriodicTimer(intervals.RevocationCheck);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await CheckAsync(ownerId: null);
    }

    void OnEvent(string ownerId, LiveEvent change)
    {
        if (change.Kind != LiveEventKinds.Device)
            return;
        sessions.RemoveOwner(ownerId);
        _ = Task.Run(() => CheckAsync(ownerId));
    }

    async Task CheckAsync(string? ownerId)
    {
        try
        {
            await requests.AbortRevokedAsync(ownerId, CancellationToken.None);
        }
        catch (Exception e)
        {
            Log.CheckFailed(log, e);
        }
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Checking the sessions of active requests failed and will be retried")]
        public static partial void CheckFailed(ILogger logger, Exception e);
    }
}
