namespace CloudBuffer.Accounts;

/// <summary>The sign-up form with the input of the last attempt, except the passwords.</summary>
/// <param name="Errors">Messages by field name (<c>username</c>, <c>email</c>, <c>password</c>, <c>password_confirm</c>); empty on the first visit.</param>
public sealed record RegisterPage(string? Username, string? Email, string? ReturnUrl, IReadOnlyDictionary<string, string[]> Errors);
