namespace CloudBuffer.Board;

/// <summary>The page at <c>/</c> for a visitor who is not signed in.</summary>
/// <param name="ExpireTime">After this, items are deleted.</param>
public sealed record WelcomePage(TimeSpan ExpireTime);
