using CloudBuffer.Display;

namespace CloudBuffer.Tests.Display;

/// <summary>Which part of a text is a link.</summary>
public sealed class WebAddressesTests
{
    [Theory]
    // A text that is a single address links to exactly that address.
    [InlineData("https://en.wikipedia.org/wiki/Set_(mathematics)", "https://en.wikipedia.org/wiki/Set_(mathematics)")]
    [InlineData("https://en.wikipedia.org/wiki/Ocean's_Eleven", "https://en.wikipedia.org/wiki/Ocean's_Eleven")]
    [InlineData("https://en.wikipedia.org/wiki/Washington,_D.C.", "https://en.wikipedia.org/wiki/Washington,_D.C.")]
    [InlineData("https://en.wikipedia.org/wiki/Jeopardy!", "https://en.wikipedia.org/wiki/Jeopardy!")]
    [InlineData("https://example.org/?q=[1]", "https://example.org/?q=[1]")]
    [InlineData("https://example.org/path/?\n", "https://example.org/path/?")]
    [InlineData("https://example.org/a)", "https://example.org/a)")]
    [InlineData(" https://example.org/x\"y ", "https://example.org/x\"y")]
    [InlineData("https://ja.wikipedia.org/wiki/モーニング娘。", "https://ja.wikipedia.org/wiki/モーニング娘。")]
    [InlineData("https://example.org/a。https://example.org/b", "https://example.org/a", "https://example.org/b")]
    [InlineData("https://web.archive.org/web/2020/https://example.org/", "https://web.archive.org/web/2020/https://example.org/")]
    // In a sentence, its punctuation does not belong to the address.
    [InlineData("See https://example.org/a.", "https://example.org/a")]
    [InlineData("(https://example.org/a)", "https://example.org/a")]
    [InlineData("(see https://example.org/wiki/Set_(mathematics))", "https://example.org/wiki/Set_(mathematics)")]
    [InlineData("[a](https://example.org/b)", "https://example.org/b")]
    [InlineData("\"https://example.org/a\"", "https://example.org/a")]
    [InlineData("'https://example.org/a'", "https://example.org/a")]
    [InlineData("<https://example.org/a>", "https://example.org/a")]
    [InlineData("Ocean's: https://example.org/Ocean's_Eleven!", "https://example.org/Ocean's_Eleven")]
    [InlineData("https://example.org/a。好", "https://example.org/a")]
    [InlineData("「https://example.org/a」", "https://example.org/a")]
    [InlineData("看https://example.org/a，好", "https://example.org/a")]
    [InlineData("„https://example.org/a“", "https://example.org/a")]
    [InlineData("شاهد https://example.org/a، شكرا", "https://example.org/a")]
    [InlineData("देखें https://example.org/a।", "https://example.org/a")]
    [InlineData("‘https://example.org/a’ and ‹https://example.org/b›", "https://example.org/a", "https://example.org/b")]
    [InlineData("`https://example.org/a` **https://example.org/b**, x", "https://example.org/a", "https://example.org/b")]
    [InlineData("_https://example.org/c_.", "https://example.org/c")]
    [InlineData("https://example.org/a\u200b", "https://example.org/a")]
    [InlineData("Set https://example.org/a_ here", "https://example.org/a_")]
    [InlineData("[url]https://example.org/a[/url] x", "https://example.org/a")]
    [InlineData("표시(https://example.org/a)입니다", "https://example.org/a")]
    [InlineData("(https://example.org/a_(b)).", "https://example.org/a_(b)")]
    [InlineData("x https://example.org/a\u200bb", "https://example.org/a")]
    [InlineData("https://example.org/a, https://example.org/b; x", "https://example.org/a", "https://example.org/b")]
    [InlineData("https://example.org/日本語 x", "https://example.org/日本語")]
    [InlineData("HTTPS://EXAMPLE.ORG/A b", "HTTPS://EXAMPLE.ORG/A")]
    [InlineData("http://[::1]:8000/a b", "http://[::1]:8000/a")]
    [InlineData("javascript:alert(1) ftp://example.org/ https:// http://")]
    [InlineData("")]
    public void A_text_is_split_into_addresses_and_the_rest(string text, params string[] addresses)
    {
        var parts = WebAddresses.Split(text).ToList();
        Assert.Equal(addresses, parts.Where(part => part.IsLink).Select(part => part.Part));
        Assert.Equal(text, string.Concat(parts.Select(part => part.Part)));
    }

    /// <summary>Quadratic work took half a minute of a core for one text of this size.</summary>
    [Theory(Timeout = 10_000)]
    [InlineData("x http://a/", ")", 1)]
    [InlineData("x http://a/", ".", 1)]
    [InlineData("x http://a/", "])}", 1)]
    [InlineData("x http://a/(", "()", 0)]
    [InlineData("(http://a/", "(", 0)]
    [InlineData("*http://a/", "*", 0)]
    [InlineData("http://a。", "。http://", 0)]
    [InlineData(" ", " http://a", 0)]
    [InlineData("x http://a/", "/..", 0)]
    [InlineData("x http://", "ä.", 0)]
    [InlineData("http://a", " ", 1)]
    [InlineData(" ", "http://a", 0)]
    [InlineData("http://a\"", "\t ", 0)]
    public async Task A_hostile_text_takes_linear_time(string start, string repeated, int addresses)
    {
        var text = start + string.Concat(Enumerable.Repeat(repeated, (64 * 1024 - start.Length) / repeated.Length)) + " ";
        var parts = await Task.Run(() => WebAddresses.Split(text).ToList(), TestContext.Current.CancellationToken);
        Assert.Equal(text, string.Concat(parts.Select(part => part.Part)));
        Assert.True(parts.Count(part => part.IsLink) >= addresses);
    }
}
