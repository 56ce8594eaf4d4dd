using System.Globalization;
using System.Text;

namespace CloudBuffer.Display;

/// <summary>Sanitizes names chosen by a client before they are displayed or sent in a header.</summary>
static class NameSanitizer
{
    /// <summary>The characters of a name without control and format characters (such as right-to-left override), line breaks and lone surrogates.</summary>
    public static IEnumerable<Rune> VisibleRunes(string name) => name.EnumerateRunes().Where(IsVisible);

    // EnumerateRunes returns the replacement character for a lone surrogate.
    static bool IsVisible(Rune rune) => rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
