using System.ComponentModel;

namespace CloudBuffer.Responses;

/// <summary>When an item expires after it was extended.</summary>
sealed record ExpiryResponse(
    [property: Description("UTC.")] DateTime ExpiresAt);
