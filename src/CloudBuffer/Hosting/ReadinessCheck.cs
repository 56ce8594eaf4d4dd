using CloudBuffer.Data;
using CloudBuffer.Redis;
using CloudBuffer.Storage;

namespace CloudBuffer.Hosting;

/// <summary>
/// The state of the server and its dependencies. It is kept for five seconds, since a check writes to the disk and the endpoint is anonymous.
/// </summary>
sealed class ReadinessCheck(
    IServiceScopeFactory scopes, RedisGateway redis, DiskBlobStore blobs, BlobSweeper sweeper, ProxyWarnings warnings, TimeProvider time)
{
    static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    readonly Lock sync = new();
    Task<ReadinessResponse>? last;
    DateTimeOffset lastAt;

    /// <summary>The state, at most five seconds old.</summary>
    public Task<ReadinessResponse> GetAsync()
    {
        lock (sync)
        {
            if (last is null || last.IsFaulted || time.GetUtcNow() - lastAt >= Lifetime)
                (last, lastAt) = (CheckAsync(), time.GetUtcNow());
            return last;
        }
    }

    async Task<ReadinessResponse> CheckAsync()
    {
        await using var scope = scopes.CreateAsyncScope();
        bool storage = blobs.IsWritable;
        bool database = await scope.ServiceProvider.GetRequiredService<AppDbContext>().Database.CanConnectAsync();
        return new ReadinessResponse(
            database && storage && redis.IsConnected && sweeper.Problem is null ? "ok" : "degraded",
            database ? "ok" : "unavailable",
            storage ? "ok" : "not writable",
            redis.IsConnected ? "ok" : "unavailable",
            sweeper.Problem ?? "ok",
            warnings.Current);
    }
}
