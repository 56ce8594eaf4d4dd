using CloudBuffer.Redis;

namespace CloudBuffer.Limits;

/// <summary>
/// Fills Redis from the rows whenever it turns out to be empty: at the start, after a restart without its data, after FLUSHALL.
/// One marker key tells. Also makes up for single writes that Redis did not take.
/// </summary>
public sealed partial class ClockRefill(IServiceScopeFactory scopes, RedisGateway redis, ExpiryClock clock, TimeProvider time, ILogger<ClockRefill> log) : BackgroundService
{
    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    static readonly TimeSpan MarkerLife = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        do
        {
            try
            {
                var (answered, filled) = await redis.TryAsync(db => db.KeyExistsAsync(RedisKeys.Filled));
                if (answered && (await clock.CatchUpAsync() || !filled))
                    await RefillAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                Log.RefillFailed(log, e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    async Task RefillAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        foreach (var owner in scope.ServiceProvider.GetServices<IRefillable>())
            await owner.RefillAsync(cancellationToken);
        await redis.TryAsync(db => db.StringSetAsync(RedisKeys.Filled, "1", MarkerLife));
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
