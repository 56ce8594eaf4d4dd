using Microsoft.AspNetCore.Http.Metadata;

namespace CloudBuffer.ApiMetadata;

/// <summary>An HTML page, or a form of one. It has a summary, and is not part of the OpenAPI document.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class PageAttribute(string summary) : Attribute, IEndpointSummaryMetadata
{
    public string Summary { get; } = summary;
}
