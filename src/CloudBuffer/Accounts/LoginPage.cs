namespace CloudBuffer.Accounts;

/// <summary>The sign-in form.</summary>
/// <param name="Error">Null on the first visit.</param>
public sealed record LoginPage(string? Username, string? ReturnUrl, string? Error);
