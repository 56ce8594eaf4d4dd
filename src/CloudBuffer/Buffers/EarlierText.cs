using CloudBuffer.Display;

namespace CloudBuffer.Buffers;

/// <summary>One of them.</summary>
public sealed record EarlierText(long Id, TextPreview Preview, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);
