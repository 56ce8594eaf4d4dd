using Microsoft.Net.Http.Headers;

namespace CloudBuffer.Web;

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

    static bool CanRun(string name) =>
        name.Contains("html", StringComparison.Ordinal) || name.Contains("xml", StringComparison.Ordinal)
        || name.Contains("script", StringComparison.Ordinal) || name.EndsWith("wasm", StringComparison.Ordinal);
}
