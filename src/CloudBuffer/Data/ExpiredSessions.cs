using CloudBuffer.Settings;
using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.Data;

/// <summary>Periodically deletes expired sessions and access tokens. They are invalid before; this is for users who never return.</summary>
sealed partial class ExpiredSessions(IServiceScopeFactory scopes, Intervals intervals, TimeProvider time, ILogger<ExpiredSessions> log)
    : BackgroundService
{
    const int BatchSize = 500;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(intervals.ExpiredSessions, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await DeleteAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                Log.Failed(log, e);
            }
        }
    }

    async Task DeleteAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var now = time.GetUtcNow();
        var devices = db.Devices.Where(device => device.ExpiresAt <= now).OrderBy(device => device.ExpiresAt).Take(BatchSize);
        var tokens = db.Tokens.Where(token => token.ExpiresAt <= now).OrderBy(token => token.ExpiresAt).Take(BatchSize);
        int deleted;
        do
        {
            deleted = await db.WriteAsync(AppDbContext.NoOwner, durable: false, async () =>
                await devices.ExecuteDeleteAsync(cancellationToken) + await tokens.ExecuteDeleteAsync(cancellationToken), cancellationToken);
        }
        while (deleted >= BatchSize);
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Deleting expired sessions failed and will be retried")]
        public static partial void Failed(ILogger logger, Exception e);
    }
}
