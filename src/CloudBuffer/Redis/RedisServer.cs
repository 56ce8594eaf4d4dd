using CloudBuffer.Settings;
using StackExchange.Redis;

namespace CloudBuffer.Redis;

/// <summary>The server that the settings name, or else the embedded one, and how to talk to it.</summary>
public sealed class RedisServer : IDisposable
{
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    readonly ConfigurationOptions? given;
    EmbeddedRedis? embedded;

    /// <param name="configuration">In the words of StackExchange.Redis, such as <c>localhost:6379</c>; empty: the embedded server.</param>
    /// <exception cref="SettingException">It is not understood.</exception>
    public RedisServer(string configuration)
    {
        if (string.IsNullOrWhiteSpace(configuration))
            return;
        try
        {
            given = ConfigurationOptions.Parse(configuration);
        }
        catch (ArgumentException e)
        {
            throw new SettingException("ConnectionStrings:Redis", $"is not understood. {e.Message}");
        }
        if (given.EndPoints.Count == 0)
            throw new SettingException("ConnectionStrings:Redis", "names no server, such as localhost:6379.");
    }

    public ConfigurationOptions Start()
    {
        var options = given ?? Embedded();
        // A server that is down must cost a request nothing worth mentioning, and may come back at any time.
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ConnectTimeout = options.SyncTimeout = options.AsyncTimeout = (int)Timeout.TotalMilliseconds;
        options.ReconnectRetryPolicy = new LinearRetry((int)Timeout.TotalMilliseconds);
        options.ClientName = "CloudBuffer";
        return options;
    }

    public void Dispose() => embedded?.Dispose();

    ConfigurationOptions Embedded()
    {
        embedded = new EmbeddedRedis();
        embedded.Start();
        return new ConfigurationOptions { EndPoints = { embedded.EndPoint } };
    }
}
