namespace CloudBuffer.Files;

/// <summary>All live files of the signed-in user, newest first.</summary>
/// <param name="IsPage">Whether they are a page of their own, and not a part of the board.</param>
public sealed record MyFiles(IReadOnlyList<FileLink> Files, int MaxFiles, TimeSpan ExpireTime, bool IsPage);
