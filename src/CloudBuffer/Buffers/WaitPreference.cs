using System.Globalization;
using CloudBuffer.Responses;

namespace CloudBuffer.Buffers;

/// <summary>The long-polling timeout that a client requests: <c>?wait=60</c> or <c>Prefer: wait=60</c> (RFC 7240 §4.3).</summary>
static class WaitPreference
{
    static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(5);

    /// <returns>Zero if there is none; at most five minutes.</returns>
    /// <exception cref="ErrorException">Not a number of seconds.</exception>
    public static TimeSpan RequestedWait(this HttpRequest request)
    {
        var text = request.Query["wait"] is { Count: > 0 } query ? query.ToString() : FromHeader(request);
        if (text is null)
            return TimeSpan.Zero;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds))
            throw new ErrorException(Errors.WaitInvalid);
        return TimeSpan.FromSeconds(Math.Min(seconds, MaxWait.TotalSeconds));
    }

    static string? FromHeader(HttpRequest request) => request.Headers["Prefer"].ToString().Split([',', ';'])
        .Select(preference => preference.Split('=', 2, StringSplitOptions.TrimEntries))
        .Where(pair => pair is [var name, _] && name.Equals("wait", StringComparison.OrdinalIgnoreCase))
        .Select(pair => pair[1].Trim('"'))
        .FirstOrDefault();
}
