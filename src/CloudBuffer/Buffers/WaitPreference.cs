using System.Globalization;
using CloudBuffer.Responses;

namespace CloudBuffer.Buffers;

/// <summary>How long a client lets its answer wait: <c>?wait=60</c> or <c>Prefer: wait=60</c> (RFC 7240 §4.3).</summary>
static class WaitPreference
{
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <returns>Zero where nothing is said, and never more than five minutes.</returns>
    /// <exception cref="ErrorException">It is not a number of seconds.</exception>
    public static TimeSpan RequestedWait(this HttpRequest request)
    {
        var text = request.Query["wait"] is { Count: > 0 } inQuery ? inQuery.ToString() : InHeader(request);
        if (text is null)
            return TimeSpan.Zero;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds))
            throw new ErrorException(Errors.WaitInvalid);
        return TimeSpan.FromSeconds(Math.Min(seconds, Longest.TotalSeconds));
    }

    static string? InHeader(HttpRequest request) => request.Headers["Prefer"].ToString().Split([',', ';'])
        .Select(preference => preference.Split('=', 2, StringSplitOptions.TrimEntries))
        .Where(pair => pair is [var name, _] && name.Equals("wait", StringComparison.OrdinalIgnoreCase))
        .Select(pair => pair[1].Trim('"'))
        .FirstOrDefault();
}
