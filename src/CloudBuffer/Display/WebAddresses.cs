using System.Text.RegularExpressions;

namespace CloudBuffer.Display;

/// <summary>Finds the web addresses in a text.</summary>
public static partial class WebAddresses
{
    const string SentenceMarks = ".,;:!?'";
    const string OpeningBrackets = "([{";
    const string ClosingBrackets = ")]}";

    /// <summary>
    /// Splits a text into web addresses and the parts between them. Joined, the parts are the text again. A text that is a single address
    /// is one part; else the punctuation of the sentence around an address does not belong to it.
    /// </summary>
    public static IEnumerable<(string Part, bool IsLink)> Split(string text)
    {
        int end = 0;
        foreach (Match match in Address().Matches(text))
        {
            bool isWholeText = match.Length == text.Trim().Length;
            var address = isWholeText ? match.Value : WithoutSentence(match.Value);
            if (!Uri.TryCreate(address, UriKind.Absolute, out _))
                continue;
            if (match.Index > end)
                yield return (text[end..match.Index], false);
            yield return (address, true);
            end = match.Index + address.Length;
        }
        if (end < text.Length)
            yield return (text[end..], false);
    }

    static string WithoutSentence(string address)
    {
        while (address.Length > 0 && (SentenceMarks.Contains(address[^1]) || IsUnbalanced(address)))
            address = address[..^1];
        return address;
    }

    /// <summary>Whether the last character is a bracket that closes none in the address.</summary>
    static bool IsUnbalanced(string address)
    {
        int kind = ClosingBrackets.IndexOf(address[^1]);
        return kind >= 0 && address.Count(c => c == ClosingBrackets[kind]) > address.Count(c => c == OpeningBrackets[kind]);
    }

    // The ideographic full stop, comma, brackets and quotation marks, full-width punctuation, and typographic quotation marks end an address.
    [GeneratedRegex(
        """https?://[^\s<>"\u3000-\u3003\u3008-\u3011\u3014-\u301f\uff01\uff08\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\uff5e"""
        + """\u201c\u201d\u201e\u00ab\u00bb\u2026]+""",
        RegexOptions.IgnoreCase)]
    private static partial Regex Address();
}
