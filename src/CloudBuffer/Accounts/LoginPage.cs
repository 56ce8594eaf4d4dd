namespace CloudBuffer.Accounts;

/// <summary>The sign-in form as it is shown.</summary>
/// <param name="Error">One sentence, or null on the first visit.</param>
public sealed record LoginPage(string? Username, string? ReturnUrl, string? Error);
