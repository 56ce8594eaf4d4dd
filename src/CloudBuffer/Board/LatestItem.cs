using CloudBuffer.Buffers;

namespace CloudBuffer.Board;

/// <summary>The card of the latest item.</summary>
/// <param name="Preview">Null when there is none.</param>
/// <param name="ExpireTime">How long an extension lasts.</param>
public sealed record LatestItem(BufferPreview? Preview, TimeSpan ExpireTime);
