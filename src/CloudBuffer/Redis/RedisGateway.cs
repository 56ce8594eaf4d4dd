using CloudBuffer.Responses;
using StackExchange.Redis;

namespace CloudBuffer.Redis;

/// <summary>
/// The one way to Redis. A server that is away, slow or refuses costs a caller at most the timeout and never an exception:
/// the answer is then "unknown", and the caller goes by the rows.
/// </summary>
public sealed partial class RedisGateway(RedisServer server, ILogger<RedisGateway> log) : BackgroundService
{
    readonly List<(RedisChannel Channel, Action<RedisValue> Receive)> subscriptions = [];
    volatile ConnectionMultiplexer? connection;
    int failing;

    /// <summary>Whether a server is answering at this moment.</summary>
    public bool IsConnected => connection is { IsConnected: true };

    /// <summary>Runs <paramref name="command"/>, which must be harmless to repeat: a timeout does not say that it was not done.</summary>
    /// <returns>False when Redis did not answer; the value is then the default.</returns>
    public async Task<(bool Answered, T? Value)> TryAsync<T>(Func<IDatabase, Task<T>> command)
    {
        if (connection is not { } redis)
            return default;
        try
        {
            var value = await command(redis.GetDatabase());
            if (Interlocked.Exchange(ref failing, 0) == 1)
                Log.Back(log);
            return (true, value);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            if (Interlocked.Exchange(ref failing, 1) == 0)
                Log.Away(log, e.GetType().Name);
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

    /// <summary>Receives what is published, whenever there is a server.</summary>
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

    // Neither a slow start of the embedded server nor an absent other one may keep the app from starting.
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

    // It subscribes again by itself after each reconnect.
    static void Subscribe(ConnectionMultiplexer redis, RedisChannel channel, Action<RedisValue> receive) =>
        _ = redis.GetSubscriber().SubscribeAsync(channel, (_, message) => receive(message), CommandFlags.FireAndForget);

    static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Redis does not answer ({Reason}). Everything goes on from the database")]
        public static partial void Away(ILogger logger, string reason);

        [LoggerMessage(LogLevel.Error, "There is no Redis: it could not be started. Everything goes on from the database")]
        public static partial void NotStarted(ILogger logger, Exception e);

        [LoggerMessage(LogLevel.Information, "Redis answers again")]
        public static partial void Back(ILogger logger);
    }
}
