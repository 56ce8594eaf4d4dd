namespace CloudBuffer.Uploads;

/// <summary>What a resumable upload became.</summary>
/// <param name="FileToken">The token of the file; null when it went into the buffer.</param>
/// <param name="BufferVersion">The version of the buffer; null when it became a file.</param>
public sealed record UploadResult(string? FileToken, string? BufferVersion);
