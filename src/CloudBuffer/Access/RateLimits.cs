using System.Threading.RateLimiting;
using CloudBuffer.Responses;
using CloudBuffer.Settings;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Access;

/// <summary>Rate limits against guessing and flooding. Counted within the process, so they hold without Redis.</summary>
static class RateLimits
{
    /// <summary>For anonymous requests: by network.</summary>
    public const string Anonymous = "anonymous";

    /// <summary>For registrations: by network.</summary>
    public const string Registrations = "registrations";

    /// <summary>For routes that accept short codes: by user.</summary>
    public const string ShortCodes = "short-codes";

    /// <summary>For event streams: concurrent streams by user.</summary>
    public const string LiveStreams = "live-streams";

    public static void AddRateLimits(this IServiceCollection services) => services.AddRateLimiter(limiter =>
    {
        limiter.AddPolicy(Anonymous, context => PerMinute(context.ClientNetwork(), LimitsOf(context).RequestsPerMinute));
        limiter.AddPolicy(Registrations, context => PerMinute(context.ClientNetwork(), LimitsOf(context).RegistrationsPerMinute));
        limiter.AddPolicy(ShortCodes, context => PerMinute(context.User.FindId() ?? "", LimitsOf(context).RequestsPerMinute));
        limiter.AddPolicy(LiveStreams, context => RateLimitPartition.GetConcurrencyLimiter(
            context.User.FindId() ?? "", _ => new ConcurrencyLimiterOptions { PermitLimit = LimitsOf(context).LiveStreamsPerUser }));
        limiter.OnRejected = (context, _) => new ValueTask(context.HttpContext.WriteErrorAsync(ErrorOf(context.Lease)));
    });

    /// <summary>The error of a rejected request, with the time after which the limiter accepts the next one.</summary>
    public static Error ErrorOf(RateLimitLease lease) => lease.TryGetMetadata(MetadataName.RetryAfter, out var wait)
        ? Errors.TooManyRequests with { RetryAfter = (int)Math.Ceiling(wait.TotalSeconds) }
        : Errors.TooManyRequests;

    static Limits LimitsOf(HttpContext context) => context.RequestServices.GetRequiredService<IOptions<CloudBufferOptions>>().Value.Limits;

    static RateLimitPartition<string> PerMinute(string key, int requests) => RateLimitPartition.GetFixedWindowLimiter(
        key, _ => new FixedWindowRateLimiterOptions { PermitLimit = requests, Window = TimeSpan.FromMinutes(1) });
}
