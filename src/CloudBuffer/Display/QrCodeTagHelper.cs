using Microsoft.AspNetCore.Razor.TagHelpers;

namespace CloudBuffer.Display;

/// <summary><c>&lt;qr-code text="…" label="…" /&gt;</c>: an inline SVG whose label is read by screen readers.</summary>
[HtmlTargetElement("qr-code", TagStructure = TagStructure.WithoutEndTag)]
public sealed class QrCodeTagHelper : TagHelper
{
    /// <summary>The content of the code.</summary>
    public string Text { get; set; } = "";

    /// <summary>The text alternative.</summary>
    public string Label { get; set; } = "QR code";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var svg = QrCode.Svg(Text).AsSpan();
        int tagEnd = svg.IndexOf('>') + 1;
        output.TagName = "svg";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "qr");
        output.Attributes.SetAttribute("role", "img");
        output.Attributes.SetAttribute("aria-label", Label);
        foreach (var attribute in (string[])["viewBox", "shape-rendering"])
            output.Attributes.SetAttribute(attribute, Value(svg[..tagEnd], attribute));
        output.Content.SetHtmlContent(svg[tagEnd..svg.LastIndexOf('<')].ToString());
    }

    static string Value(ReadOnlySpan<char> tag, string attribute)
    {
        var rest = tag[(tag.IndexOf($"{attribute}=\"") + attribute.Length + 2)..];
        return rest[..rest.IndexOf('"')].ToString();
    }
}
