using System.Threading.RateLimiting;
using CloudBuffer.Responses;

namespace CloudBuffer.Access;

/// <summary>Rate limits against guessing and flooding. Counted within the process, so they hold without Redis.</summary>
static class RateLimits
{
    /// <summary>For anonymous requests: by client address.</summary>
    public const string Anonymous = "anonymous";

    /// <summary>For routes that accept short codes: by user.</summary>
    public const string ShortCodes = "short-codes";

    /// <summary>For event streams: concurrent streams by user.</summary>
    public const string LiveStreams = "live-streams";

    const int MaxRequestsPerMinute = 30;
    const int MaxLiveStreamsPerUser = 10;

    public static void AddRateLimits(this IServiceCollection services) => services.AddRateLimiter(limits =>
    {
        limits.AddPolicy(Anonymous, context => PerMinute(ClientNetwork.Of(context.Connection.RemoteIpAddress)));
        limits.AddPolicy(ShortCodes, context => PerMinute(context.User.FindId() ?? ""));
        limits.AddPolicy(LiveStreams, context => RateLimitPartition.GetConcurrencyLimiter(
            context.User.FindId() ?? "", _ => new ConcurrencyLimiterOptions { PermitLimit = MaxLiveStreamsPerUser }));
        limits.OnRejected = (context, _) => new ValueTask(context.HttpContext.WriteErrorAsync(Errors.TooManyRequests));
    });

    static RateLimitPartition<string> PerMinute(string key) => RateLimitPartition.GetFixedWindowLimiter(
        key, _ => new FixedWindowRateLimiterOptions { PermitLimit = MaxRequestsPerMinute, Window = TimeSpan.FromMinutes(1) });
}
