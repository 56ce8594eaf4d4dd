namespace CloudBuffer.Files;

/// <summary>The share links and QR codes of an upload, in upload order.</summary>
public sealed record LinkPage(IReadOnlyList<FileLink> Files);
