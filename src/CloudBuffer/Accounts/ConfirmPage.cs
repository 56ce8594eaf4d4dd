namespace CloudBuffer.Accounts;

/// <summary>The form for recent authentication: the password of the signed-in user.</summary>
/// <param name="Error">Null on the first visit.</param>
public sealed record ConfirmPage(string? ReturnUrl, string? Error);
