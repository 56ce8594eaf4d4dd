
namespace CloudBuffer.Redis;

/// <summary>
/// Fills Redis from the rows whenever it turns out to be empty: at the start, after a restart without its data, after FLUSHALL.
/// One marker key tells. Also makes up for single writes that Redis did not take.
/// </summary>
public sealed partial class ExpiryKeyRebuilder(IServiceScopeFactory scopes, RedisGateway redis, ExpiryKeys clock, TimeProvider time, ILogger<ExpiryKeyRebuilder> log) : BackgroundService
{
    static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);
    static readonly TimeSpan MarkerLifetime = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(PollInterval, time);
        do
        {
            try
            {
                var (answered, filled) = await redis.TryAsync(db => db.KeyExistsAsync(RedisKeys.Rebuilt));
                if (answered && (await clock.FlushPendingAsync() || !filled))
                    await RebuildAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                Log.RefillFailed(log, e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    async Task RebuildAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        foreach (var owner in scope.ServiceProvider.GetServices<IExpiryKeySource>())
            await owner.RebuildAsync(cancellationToken);
        await redis.TryAsync(db => db.StringSetAsync(RedisKeys.Rebuilt, "1", MarkerLifetime));
        Log.Refilled(log);
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Redis was filled from the database")]
        public static partial void Refilled(ILogger logger);

        [LoggerMessage(LogLevel.Error, "Filling Redis from the database failed and will be tried again")]
        public static partial void RefillFailed(ILogger logger, Exception e);
    }
}
