namespace CloudBuffer.Transfers;

/// <summary>How long the server waits for a streamed body.</summary>
/// <param name="FirstByte">Until its first byte.</param>
/// <param name="Silence">Between two reads that return bytes.</param>
/// <param name="MinBytesPerSecond">Measured over a minute; 0 for none.</param>
public sealed record BodyTimeouts(TimeSpan FirstByte, TimeSpan Silence, int MinBytesPerSecond);
