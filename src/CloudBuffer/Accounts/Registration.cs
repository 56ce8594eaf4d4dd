using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using CloudBuffer.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.Accounts;

/// <summary>Validates and creates accounts.</summary>
public sealed partial class Registration(UserManager<AppUser> users, PasswordHashThrottle throttle)
{
    const int MaxEmailLength = 254; // RFC 5321 §4.5.3.1
    const string UsernameTaken = "This username is taken. Choose another.";
    static readonly EmailAddressAttribute EmailFormat = new();

    /// <returns>The user, or the error messages by field name; both null when too many requests are waiting for the password hash.</returns>
    public async Task<(AppUser? User, IReadOnlyDictionary<string, string[]>? Errors)> CreateAsync(
        string username, string email, string password, string passwordConfirm, CancellationToken cancellationToken)
    {
        var user = new AppUser { UserName = username, Email = email };
        List<(string Field, string Message)> errors = [.. ValidateNames(username, email)];
        if (password != passwordConfirm)
            errors.Add(("password_confirm", "The passwords do not match."));
        errors.AddRange(await ValidatePasswordAsync(user, password));
        if (!errors.Exists(error => error.Field == "username") && await IsTakenAsync(username))
            errors.Add(("username", UsernameTaken));
        if (!errors.Exists(error => error.Field == "email") && await IsTakenAsync(email))
            errors.Add(("email", "This email already has an account. Sign in instead?"));
        if (errors.Count > 0)
            return (null, ByField(errors));

        using var lease = await throttle.AcquireAsync(cancellationToken);
        if (!lease.IsAcquired)
            return (null, null);
        errors.AddRange(await StoreAsync(user, password));
        return errors.Count == 0 ? (user, null) : (null, ByField(errors));
    }

    static IEnumerable<(string Field, string Message)> ValidateNames(string username, string email)
    {
        if (!UsernameFormat().IsMatch(username))
            yield return ("username", "Use 1 to 32 letters, numbers and - _ . @ +");
        if (email.Length > MaxEmailLength || email.Any(char.IsWhiteSpace) || email.Any(char.IsControl) || !EmailFormat.IsValid(email))
            yield return ("email", "Enter a valid email address.");
    }

    async Task<List<(string Field, string Message)>> ValidatePasswordAsync(AppUser user, string password)
    {
        var errors = new List<(string, string)>();
        foreach (var validator in users.PasswordValidators)
            errors.AddRange((await validator.ValidateAsync(users, user, password)).Errors.Select(error => ("password", error.Description)));
        return errors;
    }

    // A user signs in by either, so a username must not be another user's email, nor an email another user's username.
    async Task<bool> IsTakenAsync(string usernameOrEmail) =>
        await users.FindByNameAsync(usernameOrEmail) is not null || await users.FindByEmailAsync(usernameOrEmail) is not null;

    async Task<IEnumerable<(string Field, string Message)>> StoreAsync(AppUser user, string password)
    {
        try
        {
            return (await users.CreateAsync(user, password)).Errors.Select(error => (FieldOf(error), error.Description));
        }
        catch (DbUpdateException)
        {
            // A concurrent request took the username or the email after the check above.
            return [("username", UsernameTaken)];
        }
    }

    static string FieldOf(IdentityError error) => error.Code switch
    {
        _ when error.Code.Contains("Email", StringComparison.Ordinal) => "email",
        _ when error.Code.Contains("Password", StringComparison.Ordinal) => "password",
        _ => "username",
    };

    static Dictionary<string, string[]> ByField(IEnumerable<(string Field, string Message)> errors) =>
        errors.Distinct().GroupBy(error => error.Field).ToDictionary(field => field.Key, field => field.Select(error => error.Message).ToArray());

    [GeneratedRegex(@"^[A-Za-z0-9\-_.@+]{1,32}\z")]
    private static partial Regex UsernameFormat();
}
