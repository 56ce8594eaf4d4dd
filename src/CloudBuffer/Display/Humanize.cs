namespace CloudBuffer.Display;

/// <summary>Formats sizes and durations for people.</summary>
public static class Humanize
{
    static readonly string[] Units = ["bytes", "KB", "MB", "GB", "TB"];

    /// <summary>Bytes in units of 1024 with at most one decimal: <c>0 bytes</c>, <c>1 byte</c>, <c>1.5 MB</c>.</summary>
    public static string Size(long bytes)
    {
        double size = bytes;
        int unit = 0;
        for (; size >= 1023.95 && unit < Units.Length - 1; unit++)
            size /= 1024;
        return unit == 0 ? $"{bytes} {(bytes == 1 ? "byte" : "bytes")}" : $"{size:0.#} {Units[unit]}";
    }

    /// <summary>The two largest units of a duration: <c>2 hours</c>, <c>1 hour 5 minutes</c>, <c>40 seconds</c>.</summary>
    public static string Duration(TimeSpan span)
    {
        if (span < TimeSpan.FromSeconds(1))
            return "less than a second";
        (int Count, string Unit)[] parts = [(span.Days, "day"), (span.Hours, "hour"), (span.Minutes, "minute"), (span.Seconds, "second")];
        return string.Join(' ', parts.SkipWhile(part => part.Count == 0).Take(2)
            .Where(part => part.Count > 0)
            .Select(part => $"{part.Count} {part.Unit}{(part.Count == 1 ? "" : "s")}"));
    }

    /// <summary>A duration for a small button, in the largest unit that needs no decimals: <c>2 h</c>, <c>90 min</c>, <c>10 s</c>.</summary>
    public static string ShortDuration(TimeSpan span) =>
        span.TotalHours is >= 1 and var hours && hours == Math.Floor(hours) ? $"{hours} h"
        : span.TotalMinutes is >= 1 and var minutes && minutes == Math.Floor(minutes) ? $"{minutes} min"
        : $"{Math.Ceiling(span.TotalSeconds)} s";
}
