using CloudBuffer.Access;
using CloudBuffer.Live;

namespace CloudBuffer.Devices;

/// <summary>Ends what a device or a token still has running once it is signed out, here or in another process.</summary>
public sealed partial class RevocationMonitor(LiveEvents live, ActiveTransfers transfers, ILogger<RevocationMonitor> log) : BackgroundService
{
    // Where no event tells: a borrowed computer's time is over, or the event was lost.
    static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        live.Published += Hear;
        try
        {
            using var timer = new PeriodicTimer(PollInterval);
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await LookAsync(ownerId: null);
        }
        finally
        {
            live.Published -= Hear;
        }
    }

    void Hear(string ownerId, LiveEvent change)
    {
        if (change.Kind == "device")
            _ = Task.Run(() => LookAsync(ownerId));
    }

    async Task LookAsync(string? ownerId)
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
        [LoggerMessage(LogLevel.Error, "Could not look whether the sessions of running transfers have ended; will try again")]
        public static partial void CheckFailed(ILogger logger, Exception e);
    }
}
