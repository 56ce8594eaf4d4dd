namespace CloudBuffer.Files;

/// <summary>The links and QR codes of files just uploaded, in upload order.</summary>
public sealed record LinkPage(IReadOnlyList<FileLink> Files);
