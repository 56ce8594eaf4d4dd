namespace CloudBuffer.Files;

/// <summary>The upload page: what fits, before anyone picks a file.</summary>
/// <param name="MaxFileSize">In bytes.</param>
/// <param name="AvailableBytes">Bytes in all that this user may still bring.</param>
public sealed record UploadPage(int Files, int MaxFiles, long MaxFileSize, long AvailableBytes, TimeSpan ExpireTime);
