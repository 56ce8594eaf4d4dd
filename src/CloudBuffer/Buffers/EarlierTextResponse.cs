using System.ComponentModel;

namespace CloudBuffer.Buffers;

/// <summary>An earlier text as JSON.</summary>
sealed record EarlierTextResponse(
    [property: Description("Identifies it for restoring.")] long Id,
    [property: Description("The text, or its beginning.")] string Text,
    [property: Description("Whether the text is longer.")] bool IsCut,
    [property: Description("UTC.")] DateTime CreatedAt,
    [property: Description("UTC.")] DateTime ExpiresAt);
