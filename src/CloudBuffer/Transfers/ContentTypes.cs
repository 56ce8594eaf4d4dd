using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace CloudBuffer.Transfers;

/// <summary>The content type of an item: the one that the client sent or its extension implies is stored, a harmless one is sent.</summary>
public static class ContentTypes
{
    public const string Unknown = "application/octet-stream";

    const int MaxLength = 100;

    // What browsers and curl send if they were told nothing.
    static readonly string[] Defaults = [Unknown, "application/x-www-form-urlencoded"];

    static readonly FileExtensionContentTypeProvider ByExtension = new()
    {
        Mappings =
        {
            [".md"] = "text/markdown",
            [".odt"] = "application/vnd.oasis.opendocument.text",
            [".ods"] = "application/vnd.oasis.opendocument.spreadsheet",
            [".odp"] = "application/vnd.oasis.opendocument.presentation",
            [".odg"] = "application/vnd.oasis.opendocument.graphics",
            [".heic"] = "image/heic",
            [".heif"] = "image/heif",
            [".jxl"] = "image/jxl",
            [".opus"] = "audio/ogg",
            [".flac"] = "audio/flac",
            [".mkv"] = "video/matroska",
            [".mka"] = "audio/matroska",
            [".vcf"] = "text/vcard",
            [".epub"] = "application/epub+zip",
            [".7z"] = "application/x-7z-compressed",
            [".rar"] = "application/vnd.rar",
            [".bz2"] = "application/x-bzip2",
            [".xz"] = "application/x-xz",
            [".zst"] = "application/zstd",
            [".tgz"] = "application/gzip",
            [".ttf"] = "font/ttf",
            [".otf"] = "font/otf",
            [".woff"] = "font/woff",
            [".ts"] = "text/plain", // TypeScript more often than a film
        },
    };

    static readonly string[] PassiveFamilies = ["image/", "audio/", "video/", "font/"];

    // Documents that may contain scripts, and playlists, from which players load other addresses.
    static readonly string[] NotPassive = ["xml", "mpegurl", "scpls", "mpd"];

    static readonly HashSet<string> Passive =
    [
        "text/plain", "text/csv", "text/markdown", "text/calendar", "text/vcard", "application/pdf", "application/json",
        "application/zip", "application/x-zip-compressed", "application/gzip", "application/x-gzip", "application/x-tar", "application/x-7z-compressed",
        "application/x-bzip2", "application/x-xz", "application/zstd", "application/vnd.rar", "application/x-rar-compressed",
        "application/epub+zip", "application/rtf", "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.template",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.template",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "application/vnd.openxmlformats-officedocument.presentationml.slideshow",
        "application/vnd.openxmlformats-officedocument.presentationml.template",
        "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.presentation", "application/vnd.oasis.opendocument.graphics",
    ];

    /// <summary>
    /// The type without its parameters, or the one of the extension where the client says nothing; <see cref="Unknown"/> for a malformed
    /// or unknown one. It is for display: <see cref="Sent"/> is for a response.
    /// </summary>
    /// <param name="fileName">Null for none.</param>
    public static string Sanitize(string? contentType, string? fileName)
    {
        if (contentType is { Length: <= MaxLength } && MediaTypeHeaderValue.TryParse(contentType, out var type)
            && !type.MatchesAllTypes && !type.MatchesAllSubTypes && !Defaults.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase))
            return type.MediaType.ToString().ToLowerInvariant();
        return fileName is not null && ByExtension.TryGetContentType(fileName, out var implied) ? implied : Unknown;
    }

    /// <returns>The charset of a type; null for none.</returns>
    public static string? CharsetOf(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) && type.Charset.HasValue ? HeaderUtilities.RemoveQuotes(type.Charset).ToString() : null;

    /// <summary>
    /// The type to send: <see cref="Unknown"/> for all types but a list of those that no browser runs or loads as part of a page. A list of
    /// forbidden types would have gaps.
    /// </summary>
    /// <param name="contentType">Maybe with parameters.</param>
    public static string Sent(string contentType) => IsPassive(contentType.Split(';')[0]) ? contentType : Unknown;

    /// <summary>
    /// Whether a page may show it inline to its owner: images, audio and video, but nothing that can contain a script.
    /// </summary>
    public static bool CanPreview(string contentType) =>
        contentType is "image/png" or "image/jpeg" or "image/gif" or "image/webp" or "image/avif"
        || (IsPassive(contentType) && contentType.Split('/')[0] is ("audio" or "video"));

    static bool IsPassive(string name) => Passive.Contains(name)
        || (PassiveFamilies.Any(family => name.StartsWith(family, StringComparison.Ordinal))
            && !NotPassive.Any(part => name.Contains(part, StringComparison.Ordinal)));
}
