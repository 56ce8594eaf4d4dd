namespace CloudBuffer.Accounts;

/// <summary>The sign-up form as it is shown: what was typed, and what is wrong with it.</summary>
/// <param name="Errors">By field name (<c>username</c>, <c>email</c>, <c>password</c>, <c>password_confirm</c>); empty on the first visit.</param>
public sealed record RegisterPage(string? Username, string? Email, string? ReturnUrl, IReadOnlyDictionary<string, string[]> Errors);

/// <summary>The sign-in form as it is shown.</summary>
/// <param name="Error">One sentence, or null on the first visit.</param>
public sealed record LoginPage(string? Username, string? ReturnUrl, string? Error);

/// <summary>Asks for the password again.</summary>
/// <param name="Error">One sentence, or null on the first visit.</param>
public sealed record ConfirmPage(string? ReturnUrl, string? Error);

/// <summary>What an account holds and how much room is left. Sizes in bytes.</summary>
public sealed record ProfilePage(string Username, string Email, int Files, int MaxFiles, long FileBytes, ProfileBuffer? Buffer, long MaxFileSize, TimeSpan ExpireTime);

/// <param name="Kind"><c>text</c> or <c>file</c>.</param>
/// <param name="Size">In bytes.</param>
public sealed record ProfileBuffer(string Kind, long Size, DateTimeOffset ExpiresAt);
