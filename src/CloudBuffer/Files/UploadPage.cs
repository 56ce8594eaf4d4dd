namespace CloudBuffer.Files;

/// <summary>The upload form and its limits.</summary>
/// <param name="MaxFileSize">In bytes.</param>
/// <param name="AvailableBytes">Bytes that this user can still store.</param>
public sealed record UploadPage(int Files, int MaxFiles, long MaxFileSize, long AvailableBytes, TimeSpan ExpireTime);
