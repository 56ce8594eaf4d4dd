using System.ComponentModel;

namespace CloudBuffer.Buffers;

/// <summary>The result of storing an item in the buffer.</summary>
sealed record BufferStoredResponse(
    [property: Description("0.")] int Code,
    [property: Description("ok.")] string Message,
    [property: Description("The ETag without its quotes.")] string Version,
    [property: Description("64 hex digits.")] string Sha256,
    [property: Description("UTC.")] DateTime ExpiresAt);
