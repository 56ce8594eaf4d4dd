using System.Globalization;
using System.Text;

namespace CloudBuffer.Display;

/// <summary>The visible characters of a name; the sanitizers of file names and display names use them.</summary>
static class VisibleCharacters
{
    // Hangul fillers and the blank Braille pattern.
    static readonly int[] BlankLetters = [0x115F, 0x1160, 0x3164, 0xFFA0, 0x2800];

    // Parts of words and emoji: soft hyphen, Mongolian vowel separator, zero-width non-joiner and joiner.
    static readonly int[] Joiners = [0x00AD, 0x180E, 0x200C, 0x200D];

    // Arabic, Syriac and Kaithi signs that enclose or precede digits. Unicode calls them format characters, but they have a shape.
    static readonly int[] EnclosingSigns = [.. Enumerable.Range(0x0600, 6), 0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x110BD, 0x110CD];

    /// <summary>
    /// The characters of a name without control characters, line breaks, lone surrogates, and format characters such as right-to-left
    /// override. Joiners, enclosing signs and tag characters stay: Persian, Hindi and Arabic words and emoji need them.
    /// </summary>
    public static IEnumerable<Rune> Of(string name) => name.EnumerateRunes().Where(IsVisible);

    /// <summary>Whether a text shows nothing: it consists of white space, letters without a shape, and marks on them.</summary>
    public static bool IsBlank(string text) => text.EnumerateRunes().All(rune => Rune.IsWhiteSpace(rune) || BlankLetters.Contains(rune.Value)
        || (!EnclosingSigns.Contains(rune.Value)
            && Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format));

    // EnumerateRunes returns the replacement character for a lone surrogate.
    static bool IsVisible(Rune rune) => rune != Rune.ReplacementChar && (IsKept(rune) || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator));

    static bool IsKept(Rune rune) => Joiners.Contains(rune.Value) || EnclosingSigns.Contains(rune.Value) || IsTag(rune);

    static bool IsTag(Rune rune) => rune.Value is >= 0xE0020 and <= 0xE007F;
}
