using CloudBuffer.Data;
using Microsoft.AspNetCore.Identity;

namespace CloudBuffer.Accounts;

/// <summary>The password rules beyond length: no common passwords, no more than 128 characters, not the user's own name or email.</summary>
public sealed class PasswordRules : IPasswordValidator<AppUser>
{
    const int MaxLength = 128;

    static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "password", "password1", "password12", "password123", "passw0rd", "p@ssw0rd", "12345678", "123456789", "1234567890", "87654321",
        "987654321", "0987654321", "11111111", "00000000", "12341234", "123123123", "12121212", "qwertyui", "qwertyuiop", "qwerty12", "qwerty123",
        "1q2w3e4r", "1q2w3e4r5t", "1qaz2wsx", "qazwsxedc", "zaq12wsx", "asdfghjk", "asdfghjkl", "zxcvbnm1", "abcd1234", "abc12345", "a1b2c3d4",
        "iloveyou", "sunshine", "princess", "football", "baseball", "superman", "trustno1", "letmein1", "welcome1", "welcome123", "admin123",
        "administrator", "changeme", "starwars", "whatever", "computer", "internet", "michelle", "jennifer", "corvette", "mercedes", "dragon123",
        "monkey123", "master123", "shadow123", "freedom1", "charlie1", "cloudbuffer",
    };

    public Task<IdentityResult> ValidateAsync(UserManager<AppUser> manager, AppUser user, string? password) => Task.FromResult(password switch
    {
        { Length: > MaxLength } => Fail("PasswordTooLong", $"Use at most {MaxLength} characters."),
        not null when Known.Contains(password) => Fail("PasswordTooCommon", "This password is too common. Choose another."),
        not null when password.Equals(user.UserName, StringComparison.OrdinalIgnoreCase) || password.Equals(user.Email, StringComparison.OrdinalIgnoreCase) =>
            Fail("PasswordIsName", "Choose a password that is not your username or email."),
        _ => IdentityResult.Success,
    });

    static IdentityResult Fail(string code, string message) => IdentityResult.Failed(new IdentityError { Code = code, Description = message });
}
