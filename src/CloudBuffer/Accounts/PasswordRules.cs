using CloudBuffer.Data;
using Microsoft.AspNetCore.Identity;

namespace CloudBuffer.Accounts;

/// <summary>
/// The password rules beyond length: not easy to guess (zxcvbn: common passwords, words, dates, keyboard patterns, the user's own name and
/// email), and no more than 128 characters.
/// </summary>
public sealed class PasswordRules : IPasswordValidator<AppUser>
{
    const int MaxLength = 128;
    const int EvaluatedLength = 64; // the cost of an evaluation grows faster than the length
    const int MinScore = 2; // of 4: at least a million guesses

    public Task<IdentityResult> ValidateAsync(UserManager<AppUser> manager, AppUser user, string? password) => Task.FromResult(password switch
    {
        { Length: > MaxLength } => Fail("PasswordTooLong", $"Use at most {MaxLength} characters."),
        { Length: > 0 } when Score(user, password) < MinScore =>
            Fail("PasswordTooCommon", "This password is easy to guess. Choose another, such as several words."),
        _ => IdentityResult.Success,
    });

    static int Score(AppUser user, string password) =>
        Zxcvbn.Zxcvbn.MatchPassword(password[..Math.Min(password.Length, EvaluatedLength)], [user.UserName ?? "", user.Email ?? "", "cloudbuffer"]).Score;

    static IdentityResult Fail(string code, string message) => IdentityResult.Failed(new IdentityError { Code = code, Description = message });
}
