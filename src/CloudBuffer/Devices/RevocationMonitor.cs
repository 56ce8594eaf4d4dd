using CloudBuffer.Access;
using CloudBuffer.Live;
using CloudBuffer.Settings;

namespace CloudBuffer.Devices;

/// <summary>Aborts the transfers of revoked sessions and access tokens, also when another process revoked them.</summary>
public sealed partial class RevocationMonitor(LiveEvents live, ActiveTransfers transfers, Intervals intervals, ILogger<RevocationMonitor> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        live.Published += OnEvent;
        try
        {
            // For the expiry of a temporary sign-in, and for lost events.
            using var timer = new PeriodicTimer(intervals.RevocationCheck);
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await CheckAsync(ownerId: null);
        }
        finally
        {
            live.Published -= OnEvent;
        }
    }

    void OnEvent(string ownerId, LiveEvent change)
    {
        if (change.Kind == LiveEventKinds.Device)
            _ = Task.Run(() => CheckAsync(ownerId));
    }

    async Task CheckAsync(string? ownerId)
    {
        try
        {
            await transfers.AbortRevokedAsync(ownerId, CancellationToken.None);
        }
        catch (Exception e)
        {
            Log.CheckFailed(log, e);
        }
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Checking the sessions of active transfers failed and will be retried")]
        public static partial void CheckFailed(ILogger logger, Exception e);
    }
}
