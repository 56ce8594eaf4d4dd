using System.Globalization;
using System.Text;

namespace CloudBuffer.Tokens;

/// <summary>What a token or a program is called, as anybody typed it.</summary>
static class TokenName
{
    /// <returns>Without invisible characters, cut to <see cref="TokenStore.MaxNameLength"/>; empty where nothing is left.</returns>
    public static string Clean(string name)
    {
        var clean = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            if (clean.Length + rune.Utf16SequenceLength > TokenStore.MaxNameLength)
                break;
            if (rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator))
                clean.Append(rune.ToString());
        }
        return clean.ToString().Trim();
    }
}
