using System.Text;

namespace CloudBuffer.Display;

/// <summary>Sanitizes the names that users and programs choose for tokens and devices.</summary>
static class DisplayNameSanitizer
{
    /// <summary>In UTF-16 code units.</summary>
    public const int MaxLength = 64;

    /// <summary>Removes invisible characters and cuts the name to <see cref="MaxLength"/>.</summary>
    /// <returns>Empty when no visible character is left.</returns>
    public static string Sanitize(string name)
    {
        var clean = new StringBuilder();
        foreach (var rune in VisibleCharacters.Of(name))
        {
            if (clean.Length + rune.Utf16SequenceLength > MaxLength)
                break;
            clean.Append(rune.ToString());
        }
        var text = clean.ToString().Trim();
        return VisibleCharacters.IsBlank(text) ? "" : text;
    }
}
