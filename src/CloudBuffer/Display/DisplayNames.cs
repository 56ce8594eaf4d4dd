using System.Text;

namespace CloudBuffer.Display;

/// <summary>Names that users and programs choose for tokens and devices.</summary>
static class DisplayNames
{
    /// <summary>In UTF-16 code units.</summary>
    public const int MaxLength = 64;

    /// <summary>Sanitizes a name and cuts it to <see cref="MaxLength"/>.</summary>
    /// <returns>Empty when no visible character is left.</returns>
    public static string Clean(string name)
    {
        var clean = new StringBuilder();
        foreach (var rune in NameSanitizer.VisibleRunes(name))
        {
            if (clean.Length + rune.Utf16SequenceLength > MaxLength)
                break;
            clean.Append(rune.ToString());
        }
        return clean.ToString().Trim();
    }
}
