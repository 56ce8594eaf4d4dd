namespace CloudBuffer.Redis;

/// <summary>
/// Rebuilds the expiry keys from the rows when Redis is empty: at startup, after a restart without data, after FLUSHALL. A marker key
/// indicates that they are complete. Also repeats the writes of <see cref="RedisWrites"/>.
/// </summary>
public sealed partial class ExpiryKeyRebuilder(
    IServiceScopeFactory scopes, RedisGateway redis, RedisWrites writes, TimeProvider time, ILogger<ExpiryKeyRebuilder> log)
    : BackgroundService
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
                var (answered, isComplete) = await redis.TryAsync(db => db.KeyExistsAsync(RedisKeys.Rebuilt));
                if (answered && (!await writes.RepeatAsync() || !isComplete))
                    await RebuildAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                Log.RebuildFailed(log, e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    async Task RebuildAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        foreach (var source in scope.ServiceProvider.GetServices<IExpiryKeySource>())
            await source.RebuildAsync(cancellationToken);
        await redis.TryAsync(db => db.StringSetAsync(RedisKeys.Rebuilt, "1", MarkerLifetime));
        Log.Rebuilt(log);
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The expiry keys in Redis were rebuilt from the database")]
        public static partial void Rebuilt(ILogger logger);

        [LoggerMessage(LogLevel.Error, "Rebuilding the expiry keys in Redis failed and will be retried")]
        public static partial void RebuildFailed(ILogger logger, Exception e);
    }
}
