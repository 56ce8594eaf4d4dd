namespace CloudBuffer.Files;

/// <summary>The confirmation before a file is deleted.</summary>
public sealed record DeletePage(FileLink File);
