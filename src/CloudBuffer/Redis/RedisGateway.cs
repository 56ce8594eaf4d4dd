using CloudBuffer.Responses;
using StackExchange.Redis;

namespace CloudBuffer.Redis;

/// <summary>
/// The only access to Redis. An unavailable, slow or failing server costs a caller at most the timeout and never an exception; the
/// caller then uses the rows.
/// </summary>
public sealed partial class RedisGateway(RedisServer server, ILogger<RedisGateway> log) : BackgroundService
{
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

    /// <summary>For data that exists in Redis only, such as a pairing code.</summary>
    /// <exception cref="ErrorException">503: Redis does not answer.</exception>
    public async Task<T> ExecuteAsync<T>(Func<IDatabase, Task<T>> command)
    {
        var (answered, value) = await TryAsync(command);
        return answered ? value! : throw new ErrorException(Errors.Busy);
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
