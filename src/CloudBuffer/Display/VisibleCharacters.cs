using System.Globalization;
using System.Text;

namespace CloudBuffer.Display;

/// <summary>The visible characters of a name; the sanitizers of file names and display names use them.</summary>
static class VisibleCharacters
{
    /// <summary>The characters of a name without control and format characters (such as right-to-left override), line breaks and lone surrogates.</summary>
    public static IEnumerable<Rune> Of(string name) => name.EnumerateRunes().Where(IsVisible);

    // EnumerateRunes returns the replacement character for a lone surrogate.
    static bool IsVisible(Rune rune) => rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
