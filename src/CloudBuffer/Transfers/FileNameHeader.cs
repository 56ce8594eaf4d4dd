using CloudBuffer.Display;
using Microsoft.Net.Http.Headers;

namespace CloudBuffer.Transfers;

/// <summary>File names in <c>Content-Disposition</c> (RFC 6266), of a request or of a multipart section.</summary>
static class FileNameHeader
{
    /// <returns>Null if the header is missing or malformed.</returns>
    public static ContentDispositionHeaderValue? Parse(string? header) =>
        ContentDispositionHeaderValue.TryParse(header, out var disposition) ? disposition : null;

    /// <summary>The sanitized <c>filename*</c>, else <c>filename</c>.</summary>
    /// <returns>Null if there is no name, or nothing remains of it.</returns>
    public static string? NameOf(ContentDispositionHeaderValue disposition) => FileNameSanitizer.Sanitize(
        (disposition.FileNameStar.HasValue ? disposition.FileNameStar : HeaderUtilities.UnescapeAsQuotedString(disposition.FileName)).ToString());

    /// <summary>
    /// The name of a section of a form. Browsers write a quotation mark and line breaks as %22, %0D and %0A (HTML, multipart/form-data), and
    /// a backslash as it is; other programs escape both with a backslash.
    /// </summary>
    public static string? NameOfSection(ContentDispositionHeaderValue disposition) => disposition.FileNameStar.HasValue
        ? NameOf(disposition)
        : FileNameSanitizer.Sanitize(HeaderUtilities.RemoveQuotes(disposition.FileName).ToString()
            .Replace("\\\\", "\\").Replace("\\\"", "\"")
            .Replace("%22", "\"").Replace("%0D", "\r", StringComparison.OrdinalIgnoreCase).Replace("%0A", "\n", StringComparison.OrdinalIgnoreCase));

    /// <summary>The name of a raw body: from the path, the query parameter <c>filename</c> or the header.</summary>
    public static string? NameOf(HttpRequest request, string? nameInPath) =>
        FileNameSanitizer.Sanitize(nameInPath)
        ?? FileNameSanitizer.Sanitize(request.Query["filename"])
        ?? (Parse(request.Headers.ContentDisposition.ToString()) is { } disposition ? NameOf(disposition) : null);
}
