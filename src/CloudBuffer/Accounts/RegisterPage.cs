namespace CloudBuffer.Accounts;

/// <summary>The sign-up form as it is shown: what was typed, and what is wrong with it.</summary>
/// <param name="Errors">By field name (<c>username</c>, <c>email</c>, <c>password</c>, <c>password_confirm</c>); empty on the first visit.</param>
public sealed record RegisterPage(string? Username, string? Email, string? ReturnUrl, IReadOnlyDictionary<string, string[]> Errors);
