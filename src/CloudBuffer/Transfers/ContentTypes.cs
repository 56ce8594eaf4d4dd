using Microsoft.Net.Http.Headers;

namespace CloudBuffer.Transfers;

/// <summary>Content types as clients name them, made safe to be repeated.</summary>
public static class ContentTypes
{
    public const string Unknown = "application/octet-stream";

    /// <summary>
    /// The type without its parameters, or <see cref="Unknown"/> for what is malformed and for what a browser could run as part of
    /// this site: HTML, SVG, any XML, scripts.
    /// </summary>
    public static string Clean(string? contentType)
    {
        if (contentType is not { Length: <= 100 } || !MediaTypeHeaderValue.TryParse(contentType, out var type) || type.MatchesAllTypes || type.MatchesAllSubTypes)
            return Unknown;
        var name = type.MediaType.ToString().ToLowerInvariant();
        return CanRun(name) ? Unknown : name;
    }

    /// <summary>
    /// Whether a page may show it to its owner: pictures, sound and film that browsers decode themselves, and nothing that
    /// could hold a script.
    /// </summary>
    public static bool CanShow(string contentType) =>
        contentType is "image/png" or "image/jpeg" or "image/gif" or "image/webp" or "image/avif"
        || contentType.StartsWith("audio/", StringComparison.Ordinal) || contentType.StartsWith("video/", StringComparison.Ordinal);

    static bool CanRun(string name) =>
        name.Contains("html", StringComparison.Ordinal) || name.Contains("xml", StringComparison.Ordinal)
        || name.Contains("script", StringComparison.Ordinal) || name.EndsWith("wasm", StringComparison.Ordinal);
}
