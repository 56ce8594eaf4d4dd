using System.Globalization;
using System.Text;

namespace CloudBuffer.Display;

/// <summary>Names of files as they came from anybody, made fit to be shown and to stand in a header. They never become a path.</summary>
public static class FileNames
{
    /// <summary>Bytes in UTF-8: what file systems take.</summary>
    public const int MaxBytes = 255;

    /// <summary>What is left without folders, control, formatting (such as right-to-left override) and broken characters.</summary>
    /// <returns>Null when the name is missing or nothing of it is left.</returns>
    public static string? Clean(string? name)
    {
        if (name is null)
            return null;
        var clean = new StringBuilder(name.Length);
        foreach (var rune in name[(name.LastIndexOfAny(['/', '\\']) + 1)..].EnumerateRunes())
        {
            if (rune != Rune.ReplacementChar && !IsInvisible(rune))
                clean.Append(rune.ToString());
        }
        var text = clean.ToString().TrimStart().TrimEnd(' ', '.');
        return text.Length == 0 ? null : text;
    }

    public static bool IsTooLong(string name) => Encoding.UTF8.GetByteCount(name) > MaxBytes;

    /// <summary>Cut to <see cref="MaxBytes"/>, keeping the ending that tells what it is.</summary>
    public static string Shorten(string name)
    {
        if (!IsTooLong(name))
            return name;
        var ending = Path.GetExtension(name);
        if (Encoding.UTF8.GetByteCount(ending) > 32)
            ending = "";
        int room = MaxBytes - Encoding.UTF8.GetByteCount(ending);
        var stem = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            if ((room -= rune.Utf8SequenceLength) < 0)
                break;
            stem.Append(rune.ToString());
        }
        return stem + ending;
    }

    static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate;
}
