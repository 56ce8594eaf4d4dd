using CloudBuffer.Settings;
using StackExchange.Redis;

namespace CloudBuffer.Redis;

/// <summary>The configured server, or the embedded one, and its connection options.</summary>
public sealed class RedisServer : IDisposable
{
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    readonly ConfigurationOptions? configured;
    EmbeddedRedis? embedded;

    /// <param name="configuration">A StackExchange.Redis configuration such as <c>localhost:6379</c>; empty for the embedded server.</param>
    /// <exception cref="SettingException">The configuration is invalid.</exception>
    public RedisServer(string configuration)
    {
        if (string.IsNullOrWhiteSpace(configuration))
            return;
        try
        {
            configured = ConfigurationOptions.Parse(configuration);
        }
        catch (ArgumentException e)
        {
            throw new SettingException("ConnectionStrings:Redis", $"is invalid. {e.Message}");
        }
        if (configured.EndPoints.Count == 0)
            throw new SettingException("ConnectionStrings:Redis", "must name a server, such as localhost:6379.");
    }

    /// <summary>Whether no server is configured.</summary>
    public bool IsEmbedded => configured is null;

    public ConfigurationOptions Start()
    {
        var options = configured ?? StartEmbedded();
        // An unavailable server must not delay requests, and may become available at any time.
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ConnectTimeout = options.SyncTimeout = options.AsyncTimeout = (int)Timeout.TotalMilliseconds;
        options.ReconnectRetryPolicy = new LinearRetry((int)Timeout.TotalMilliseconds);
        options.ClientName = "CloudBuffer";
        return options;
    }

    public void Dispose() => embedded?.Dispose();

    ConfigurationOptions StartEmbedded()
    {
        embedded = new EmbeddedRedis();
        embedded.Start();
        return new ConfigurationOptions { EndPoints = { embedded.EndPoint } };
    }
}
