using CloudBuffer.Live;
using CloudBuffer.Web;

namespace CloudBuffer.Devices;

/// <summary>Ends what a device or a token still has running once it is signed out, here or in another process.</summary>
public sealed partial class SessionWatch(LiveEvents live, OpenTransfers transfers, ILogger<SessionWatch> log) : BackgroundService
{
    // Where no event tells: a borrowed computer's time is over, or the event was lost.
    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        live.Heard += Hear;
        try
        {
            using var timer = new PeriodicTimer(LookEvery);
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await LookAsync(ownerId: null);
        }
        finally
        {
            live.Heard -= Hear;
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
            await transfers.BreakOffEndedAsync(ownerId, CancellationToken.None);
        }
        catch (Exception e)
        {
            Log.LookFailed(log, e);
        }
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Could not look whether the sessions of running transfers have ended; will try again")]
        public static partial void LookFailed(ILogger logger, Exception e);
    }
}
