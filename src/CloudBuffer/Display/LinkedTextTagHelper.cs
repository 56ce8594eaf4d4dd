using Microsoft.AspNetCore.Mvc.Rendering;
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
        foreach (var (part, isLink) in WebAddresses.Split(Text))
        {
            if (isLink)
                output.Content.AppendHtml(Link(part));
            else
                output.Content.Append(part);
        }
    }

    static TagBuilder Link(string address)
    {
        var link = new TagBuilder("a");
        link.Attributes["href"] = address;
        link.Attributes["rel"] = "noopener noreferrer";
        link.Attributes["target"] = "_blank";
        link.InnerHtml.Append(address);
        return link;
    }
}
