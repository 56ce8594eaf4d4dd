namespace CloudBuffer.Accounts;

/// <summary>Asks for the password again.</summary>
/// <param name="Error">One sentence, or null on the first visit.</param>
public sealed record ConfirmPage(string? ReturnUrl, string? Error);
