using CloudBuffer.Responses;
using StackExchange.Redis;

namespace CloudBuffer.Redis;

/// <summary>
/// The only access to Redis. An unavailable, slow or failing server costs a caller at most the timeout and never an exception; the
/// caller then uses the rows.
/// </summary>
public sealed partial class RedisGateway(RedisServer server, ILogger<RedisGateway> log) : BackgroundService
{
    const int MaxAttempts = 3;

    readonly List<(RedisChannel Channel, Action<RedisValue> Receive)> subscriptions = [];
    volatile ConnectionMultiplexer? connection;
    int failing;

    /// <summary>Whether the server is connected.</summary>
    public bool IsConnected => connection is { IsConnected: true };

    /// <summary>Whether the server is part of this process.</summary>
    public bool IsEmbedded => server.IsEmbedded;

    /// <summary>Runs a command, which must be idempotent: it may have been executed despite a timeout.</summary>
    /// <returns>Not answered and the default value if Redis is unavailable.</returns>
    public async Task<(bool Answered, T? Value)> TryAsync<T>(Func<IDatabase, Task<T>> command)
    {
        if (connection is not { } redis)
            return default;
        try
        {
            var value = await command(redis.GetDatabase());
            if (Interlocked.Exchange(ref failing, 0) == 1)
                Log.Available(log);
            return (true, value);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            if (Interlocked.Exchange(ref failing, 1) == 0)
                Log.Unavailable(log, e.GetType().Name);
            return default;
        }
    }

    /// <summary>For data that exists in Redis only, such as a pairing code. Repeats the command after a timeout.</summary>
    /// <exception cref="ErrorException">503: Redis does not answer.</exception>
    public async Task<T> ExecuteAsync<T>(Func<IDatabase, Task<T>> command)
    {
        for (int attempt = 1; ; attempt++)
        {
            var (answered, value) = await TryAsync(command);
            if (answered)
                return value!;
            if (attempt == MaxAttempts || !IsConnected)
                throw new ErrorException(Errors.Busy);
        }
    }

    /// <summary>Replaces a value unless it has changed (compare-and-swap).</summary>
    /// <param name="after">Must be unique, as protected records are: it shows that an attempt succeeded despite its timeout.</param>
    /// <exception cref="ErrorException">503: Redis does not answer.</exception>
    public Task<bool> ReplaceAsync(RedisKey key, RedisValue before, RedisValue after, TimeSpan lifetime) => ExecuteAsync(async db =>
    {
#pragma warning disable SER301 // A single command can do this since Redis 8.4, which neither Debian nor the embedded server has.
        var swap = db.CreateTransaction();
        swap.AddCondition(Condition.StringEqual(key, before));
        _ = swap.StringSetAsync(key, after, lifetime);
        return await swap.ExecuteAsync() || await db.StringGetAsync(key) == after;
#pragma warning restore SER301
    });

    /// <summary>Marks a record as redeemed, then does what it grants. If that fails, the record can be redeemed again.</summary>
    /// <param name="redeemed">The marked record.</param>
    /// <returns>False if the record has changed meanwhile; then nothing was granted.</returns>
    /// <exception cref="ErrorException">503: Redis does not answer.</exception>
    public async Task<bool> RedeemAsync(RedisKey key, RedisValue record, RedisValue redeemed, TimeSpan lifetime, Func<Task> grant)
    {
        if (!await ReplaceAsync(key, record, redeemed, lifetime))
            return false;
        try
        {
            await grant();
            return true;
        }
        catch
        {
            await TryAsync(db => db.StringSetAsync(key, record, lifetime));
            throw;
        }
    }

    /// <summary>Receives published messages while Redis is connected.</summary>
    public void Subscribe(RedisChannel channel, Action<RedisValue> receive)
    {
        lock (subscriptions)
        {
            subscriptions.Add((channel, receive));
            if (connection is { } redis)
                Subscribe(redis, channel, receive);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (connection is { } redis)
            await redis.DisposeAsync();
    }

    // The startup must not wait for a slow or unavailable server.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            var redis = await ConnectionMultiplexer.ConnectAsync(server.Start());
            lock (subscriptions)
            {
                connection = redis;
                subscriptions.ForEach(subscription => Subscribe(redis, subscription.Channel, subscription.Receive));
            }
        }
        catch (Exception e)
        {
            Log.NotStarted(log, e);
        }
    }

    // StackExchange.Redis subscribes again after each reconnect.
    static void Subscribe(ConnectionMultiplexer redis, RedisChannel channel, Action<RedisValue> receive) =>
        _ = redis.GetSubscriber().SubscribeAsync(channel, (_, message) => receive(message), CommandFlags.FireAndForget);

    static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Redis is unavailable ({Reason}). Continuing with the database only")]
        public static partial void Unavailable(ILogger logger, string reason);

        [LoggerMessage(LogLevel.Error, "Redis could not be started. Continuing with the database only")]
        public static partial void NotStarted(ILogger logger, Exception e);

        [LoggerMessage(LogLevel.Information, "Redis is available again")]
        public static partial void Available(ILogger logger);
    }
}
