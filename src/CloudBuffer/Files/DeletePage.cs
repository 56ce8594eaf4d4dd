namespace CloudBuffer.Files;

/// <summary>Asks before a file is deleted.</summary>
public sealed record DeletePage(FileLink File);
