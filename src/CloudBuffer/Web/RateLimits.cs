using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Threading.RateLimiting;

namespace CloudBuffer.Web;

/// <summary>How often somebody may try what could be guessed or flooded. Counted in the process, so that it holds without Redis.</summary>
static class RateLimits
{
    /// <summary>For what anybody may begin: by address.</summary>
    public const string Strangers = "strangers";

    /// <summary>For short codes: by user.</summary>
    public const string Guesses = "guesses";

    /// <summary>For what stays open: so many at once by user.</summary>
    public const string Streams = "streams";

    const int PerMinute = 30;
    const int StreamsAtOnce = 10;

    public static void AddRateLimits(this IServiceCollection services) => services.AddRateLimiter(limits =>
    {
        limits.AddPolicy(Strangers, context => EachMinute(NetworkOf(context.Connection.RemoteIpAddress)));
        limits.AddPolicy(Guesses, context => EachMinute(context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? ""));
        limits.AddPolicy(Streams, context => RateLimitPartition.GetConcurrencyLimiter(
            context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? "", _ => new ConcurrencyLimiterOptions { PermitLimit = StreamsAtOnce }));
        limits.OnRejected = (context, _) => new ValueTask(context.HttpContext.WriteErrorAsync(Errors.TooManyRequests));
    });

    /// <summary>An address, or of an IPv6 address its first half: whoever has one has the 2^64 beside it, too.</summary>
    public static string NetworkOf(IPAddress? address) => address?.AddressFamily == AddressFamily.InterNetworkV6
        ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
        : address?.ToString() ?? "";

    static RateLimitPartition<string> EachMinute(string who) => RateLimitPartition.GetFixedWindowLimiter(
        who, _ => new FixedWindowRateLimiterOptions { PermitLimit = PerMinute, Window = TimeSpan.FromMinutes(1) });
}
