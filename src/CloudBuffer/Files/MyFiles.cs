namespace CloudBuffer.Files;

/// <summary>The files of the signed-in user, newest first.</summary>
/// <param name="IsPage">Whether the list is a page of its own instead of a part of the board.</param>
public sealed record MyFiles(IReadOnlyList<FileLink> Files, int MaxFiles, TimeSpan ExpireTime, bool IsPage);
