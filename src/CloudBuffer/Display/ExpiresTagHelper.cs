using Microsoft.AspNetCore.Razor.TagHelpers;

namespace CloudBuffer.Display;

/// <summary>
/// <c>&lt;expires at="…" prefix="Open until" /&gt;</c>: a <c>time</c> element with the time in UTC, because the server does not know the
/// user's time zone. A script replaces its text by the remaining time and the local time.
/// </summary>
[HtmlTargetElement("expires", TagStructure = TagStructure.WithoutEndTag)]
public sealed class ExpiresTagHelper : TagHelper
{
    public DateTimeOffset At { get; set; }

    /// <summary>The words before the time. The script replaces them as well.</summary>
    public string Prefix { get; set; } = "until";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "time";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("datetime", At.UtcDateTime.ToString("O"));
        output.Attributes.Add(new TagHelperAttribute("data-countdown"));
        output.Content.SetContent($"{Prefix} {At.UtcDateTime:HH:mm} UTC");
    }
}
