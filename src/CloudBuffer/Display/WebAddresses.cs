using System.Text.RegularExpressions;

namespace CloudBuffer.Display;

/// <summary>Finds the web addresses in a text.</summary>
public static partial class WebAddresses
{
    const string SentenceMarks = ".,;:!?'‘’‚‹›،؛؟۔।॥"; // also Arabic, Urdu and Hindi
    const string Markup = "`*_~"; // around an address, in Markdown
    const string OpeningBrackets = "([{";
    const string ClosingBrackets = ")]}";
    const int MaxLength = 8 * 1024;
    const int MaxLinks = 500; // of a text; the others are shown as text

    /// <summary>
    /// Splits a text into web addresses and the parts between them. Joined, the parts are the text again. A text that is a single address
    /// is one part; else the punctuation of the sentence around an address does not belong to it.
    /// </summary>
    public static IEnumerable<(string Part, bool IsLink)> Split(string text)
    {
        int end = 0;
        int trimmedLength = text.AsSpan().Trim().Length;
        IEnumerable<Capture> found = WholeText().Match(text) is { Success: true } whole ? [whole.Groups[1]] : Address().Matches(text).Take(MaxLinks);
        foreach (var match in found)
        {
            var address = match.Length == trimmedLength ? match.Value : WithoutSentence(match.Value, match.Index == 0 ? ' ' : text[match.Index - 1]);
            if (address.Length > MaxLength || !Uri.TryCreate(address, UriKind.Absolute, out _))
                continue;
            if (match.Index > end)
                yield return (text[end..match.Index], false);
            yield return (address, true);
            end = match.Index + address.Length;
        }
        if (end < text.Length)
            yield return (text[end..], false);
    }

    /// <summary>
    /// Removes the punctuation at the end, brackets that close none in the address, and what follows the bracket or markup around it. In
    /// linear time: anyone may send the text.
    /// </summary>
    /// <param name="before">The character before the address.</param>
    static string WithoutSentence(string address, char before)
    {
        if (OpeningBrackets.IndexOf(before) is >= 0 and var opening)
            address = address[..EndOfBrackets(address, opening)];
        if (before == ']' && address.IndexOf("[/", StringComparison.Ordinal) is > 0 and var tag) // [url]…[/url]
            address = address[..tag];
        var marks = Markup.Contains(before) ? SentenceMarks + before : SentenceMarks;
        int[] unbalanced = [.. OpeningBrackets.Zip(ClosingBrackets, (open, close) => address.Count(c => c == close) - address.Count(c => c == open))];
        int length = address.Length;
        for (; length > 0; length--)
        {
            int kind = ClosingBrackets.IndexOf(address[length - 1]);
            if (kind >= 0 && unbalanced[kind] > 0)
                unbalanced[kind]--;
            else if (!marks.Contains(address[length - 1]))
                break;
        }
        return address[..length];
    }

    static int EndOfBrackets(string address, int kind)
    {
        int depth = 0;
        for (int i = 0; i < address.Length; i++)
        {
            if (address[i] == OpeningBrackets[kind])
                depth++;
            else if (address[i] == ClosingBrackets[kind] && depth-- == 0)
                return i;
        }
        return address.Length;
    }

    // White space, also of no width, the ideographic full stop, comma, brackets and quotation marks, full-width punctuation, and typographic
    // quotation marks end an address.
    const string NotInAddress = """\s\u200b\u3000-\u3003\u3008-\u3011\u3014-\u301f\uff01\uff08\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\uff5e"""
        + """\u201c\u201d\u201e\u00ab\u00bb\u2026""";

    [GeneratedRegex("https?://[^<>\"" + NotInAddress + "]+", RegexOptions.IgnoreCase)]
    private static partial Regex Address();

    [GeneratedRegex("^\\s*(https?://[^" + NotInAddress + "]+[" + NotInAddress + "-[\\s\\u200b]]*)\\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex WholeText();
}
