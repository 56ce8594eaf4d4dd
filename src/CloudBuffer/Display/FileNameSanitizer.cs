using System.Text;

namespace CloudBuffer.Display;

/// <summary>Sanitizes file names sent by clients for display and headers. They never become a path on the server.</summary>
public static class FileNameSanitizer
{
    /// <summary>Bytes in UTF-8: the limit of common file systems.</summary>
    public const int MaxBytes = 255;

    const int MaxExtensionBytes = 32;

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

    public static bool IsTooLong(string name) => Encoding.UTF8.GetByteCount(name) > MaxBytes;

    /// <summary>Cuts a name to <see cref="MaxBytes"/> and keeps its extension, by which systems recognize the type.</summary>
    public static string Shorten(string name)
    {
        if (!IsTooLong(name))
            return name;
        var extension = Path.GetExtension(name);
        if (Encoding.UTF8.GetByteCount(extension) > MaxExtensionBytes)
            extension = "";
        int remaining = MaxBytes - Encoding.UTF8.GetByteCount(extension);
        var stem = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            if ((remaining -= rune.Utf8SequenceLength) < 0)
                break;
            stem.Append(rune.ToString());
        }
        return stem + extension;
    }
}
