using Microsoft.Net.Http.Headers;

namespace CloudBuffer.Transfers;

/// <summary>Sanitizes the content types that clients send.</summary>
public static class ContentTypes
{
    public const string Unknown = "application/octet-stream";

    static readonly string[] PassiveFamilies = ["image/", "audio/", "video/"];

    static readonly HashSet<string> Passive =
    [
        "text/plain", "text/csv", "text/markdown", "text/calendar", "text/vcard", "application/pdf", "application/json", "application/zip",
        "application/gzip", "application/x-tar", "application/x-7z-compressed", "application/epub+zip", "application/msword", "application/rtf",
    ];

    /// <summary>
    /// The type without its parameters; <see cref="Unknown"/> for malformed types, and for all types but a list of those that no
    /// browser runs or loads as part of a page. A list of forbidden types would have gaps.
    /// </summary>
    public static string Sanitize(string? contentType)
    {
        if (contentType is not { Length: <= 100 } || !MediaTypeHeaderValue.TryParse(contentType, out var type)
            || type.MatchesAllTypes || type.MatchesAllSubTypes)
            return Unknown;
        var name = type.MediaType.ToString().ToLowerInvariant();
        return IsPassive(name) ? name : Unknown;
    }

    /// <summary>
    /// Whether a page may show it inline to its owner: images, audio and video, but nothing that can contain a script.
    /// </summary>
    public static bool CanPreview(string contentType) =>
        contentType is "image/png" or "image/jpeg" or "image/gif" or "image/webp" or "image/avif"
        || contentType.StartsWith("audio/", StringComparison.Ordinal) || contentType.StartsWith("video/", StringComparison.Ordinal);

    static bool IsPassive(string name) => Passive.Contains(name)
        || (!name.Contains("xml", StringComparison.Ordinal) && PassiveFamilies.Any(family => name.StartsWith(family, StringComparison.Ordinal)));
}
