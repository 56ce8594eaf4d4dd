namespace CloudBuffer.Accounts;

/// <summary>What an account holds and how much room is left. Sizes in bytes.</summary>
public sealed record ProfilePage(string Username, string Email, int Files, int MaxFiles, long FileBytes, ProfileBuffer? Buffer, long MaxFileSize, TimeSpan ExpireTime);
