using CloudBuffer.Display;

namespace CloudBuffer.Buffers;

/// <summary>A text that a newer item replaced in the buffer.</summary>
public sealed record EarlierText(long Id, TextPreview Preview, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);
