using Microsoft.Net.Http.Headers;

namespace CloudBuffer.Transfers;

/// <summary>Sanitizes the content types that clients send.</summary>
public static class ContentTypes
{
    public const string Unknown = "application/octet-stream";

    /// <summary>
    /// The type without its parameters; <see cref="Unknown"/> for malformed types and for active content, which a browser could run
    /// as part of this site: HTML, SVG, any XML, scripts.
    /// </summary>
    public static string Sanitize(string? contentType)
    {
        if (contentType is not { Length: <= 100 } || !MediaTypeHeaderValue.TryParse(contentType, out var type)
            || type.MatchesAllTypes || type.MatchesAllSubTypes)
            return Unknown;
        var name = type.MediaType.ToString().ToLowerInvariant();
        return IsActiveContent(name) ? Unknown : name;
    }

    /// <summary>
    /// Whether a page may show it inline to its owner: images, audio and video, but nothing that can contain a script.
    /// </summary>
    public static bool CanPreview(string contentType) =>
        contentType is "image/png" or "image/jpeg" or "image/gif" or "image/webp" or "image/avif"
        || contentType.StartsWith("audio/", StringComparison.Ordinal) || contentType.StartsWith("video/", StringComparison.Ordinal);

    static bool IsActiveContent(string name) =>
        name.Contains("html", StringComparison.Ordinal) || name.Contains("xml", StringComparison.Ordinal)
        || name.Contains("script", StringComparison.Ordinal) || name.EndsWith("wasm", StringComparison.Ordinal);
}
