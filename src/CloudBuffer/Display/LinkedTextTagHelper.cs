using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace CloudBuffer.Display;

/// <summary><c>&lt;linked-text text="…" /&gt;</c>: a text in which the web addresses are links. It renders no element of its own.</summary>
[HtmlTargetElement("linked-text", TagStructure = TagStructure.WithoutEndTag)]
public sealed class LinkedTextTagHelper : TagHelper
{
    public string Text { get; set; } = "";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        output.Content.SetHtmlContent(new LinkedText(Text));
    }

    // Written part by part: thousands of links as objects would occupy megabytes while the page is rendered.
    sealed class LinkedText(string text) : IHtmlContent
    {
        public void WriteTo(TextWriter writer, HtmlEncoder encoder)
        {
            foreach (var (part, isLink) in WebAddresses.Split(text))
            {
                if (!isLink)
                {
                    encoder.Encode(writer, part);
                    continue;
                }
                writer.Write("<a href=\"");
                encoder.Encode(writer, part);
                writer.Write("\" rel=\"noopener noreferrer\" target=\"_blank\">");
                encoder.Encode(writer, part);
                writer.Write("</a>");
            }
        }
    }
}
