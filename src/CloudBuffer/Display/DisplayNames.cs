using System.Globalization;
using System.Text;

namespace CloudBuffer.Display;

/// <summary>What a token, a program or a device is called, as anybody typed it.</summary>
static class DisplayNames
{
    public const int MaxLength = 64;

    /// <returns>Without invisible characters, cut to <see cref="MaxLength"/>; empty where nothing is left.</returns>
    public static string Clean(string name)
    {
        var clean = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            if (clean.Length + rune.Utf16SequenceLength > MaxLength)
                break;
            if (rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator))
                clean.Append(rune.ToString());
        }
        return clean.ToString().Trim();
    }
}
