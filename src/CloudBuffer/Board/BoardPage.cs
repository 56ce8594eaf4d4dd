using CloudBuffer.Buffers;

namespace CloudBuffer.Board;

/// <summary>Everything on the board except the files, which <c>MyFilesViewComponent</c> renders.</summary>
/// <param name="Latest">The latest item; null when there is none.</param>
/// <param name="MaxFileSize">In bytes.</param>
/// <param name="LockedUntil">The account is locked for browsers that have not signed in before; null if it is not.</param>
/// <param name="IsOnlyDevice">Whether the user is signed in on no other device.</param>
public sealed record BoardPage(
    BufferPreview? Latest, IReadOnlyList<EarlierText> EarlierTexts, long MaxFileSize, int MaxFiles, TimeSpan ExpireTime, bool IsOnlyDevice,
    DateTimeOffset? LockedUntil);
