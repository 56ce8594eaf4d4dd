using System.Text;

namespace CloudBuffer.Display;

/// <summary>Sanitizes file names sent by clients for display and headers. They never become a path on the server.</summary>
public static class FileNameSanitizer
{
    /// <summary>In UTF-16 code units: the limit of Windows and macOS. File systems of Linux allow 255 bytes.</summary>
    public const int MaxLength = 255;

    /// <summary>Removes folders, invisible characters, leading white space, and the trailing dots and spaces that Windows does not allow.</summary>
    /// <returns>Null when the name is missing or nothing of it is left.</returns>
    public static string? Sanitize(string? name)
    {
        if (name is null)
            return null;
        var clean = new StringBuilder(name.Length);
        foreach (var rune in VisibleCharacters.Of(name[(name.LastIndexOfAny(['/', '\\']) + 1)..]))
            clean.Append(rune.ToString());
        var text = clean.ToString().TrimStart().TrimEnd(' ', '.');
        return VisibleCharacters.IsBlank(text) ? null : text;
    }

    public static bool IsTooLong(string name) => name.Length > MaxLength;
}
