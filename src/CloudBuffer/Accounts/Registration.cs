using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using CloudBuffer.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.Accounts;

/// <summary>Creates accounts.</summary>
public sealed partial class Registration(UserManager<AppUser> users, PasswordHashThrottle throttle)
{
    const int MaxEmailLength = 254; // RFC 5321 §4.5.3.1
    static readonly EmailAddressAttribute EmailForm = new();

    /// <returns>The user, or what is wrong by field name; both null when too many are waiting.</returns>
    public async Task<(AppUser? User, IReadOnlyDictionary<string, string[]>? Errors)> CreateAsync(
        string username, string email, string password, string passwordConfirm, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, List<string>>();
        void Wrong(string field, string words)
        {
            if (!errors.TryGetValue(field, out var list))
                errors[field] = list = [];
            if (!list.Contains(words))
                list.Add(words);
        }

        var user = new AppUser { UserName = username, Email = email };
        if (!UserName().IsMatch(username))
            Wrong("username", "Use 1 to 32 letters, digits and - _ . @ +");
        if (email.Length > MaxEmailLength || email.Any(char.IsWhiteSpace) || email.Any(char.IsControl) || !EmailForm.IsValid(email))
            Wrong("email", "That is not an e-mail address.");
        if (password != passwordConfirm)
            Wrong("password_confirm", "The two passwords are not the same.");
        foreach (var validator in users.PasswordValidators)
        {
            foreach (var error in (await validator.ValidateAsync(users, user, password)).Errors)
                Wrong("password", error.Description);
        }
        if (!errors.ContainsKey("username") && await IsTakenAsync(username))
            Wrong("username", "That name is taken. Choose another.");
        if (!errors.ContainsKey("email") && await IsTakenAsync(email))
            Wrong("email", "There is an account with that e-mail already. Sign in instead?");
        if (errors.Count > 0)
            return (null, Lists(errors));

        using var lease = await throttle.WaitAsync(cancellationToken);
        if (!lease.IsAcquired)
            return (null, null);
        try
        {
            var result = await users.CreateAsync(user, password);
            foreach (var error in result.Errors)
                Wrong(FieldOf(error), error.Description);
        }
        catch (DbUpdateException)
        {
            // Another request took the name or e-mail since the check.
            Wrong("username", "That name is taken. Choose another.");
        }
        return errors.Count == 0 ? (user, null) : (null, Lists(errors));
    }

    // Users sign in by either, so a name must not be the e-mail of another user, nor the other way around.
    async Task<bool> IsTakenAsync(string nameOrEmail) =>
        await users.FindByNameAsync(nameOrEmail) is not null || await users.FindByEmailAsync(nameOrEmail) is not null;

    static string FieldOf(IdentityError error) => error.Code switch
    {
        _ when error.Code.Contains("Email", StringComparison.Ordinal) => "email",
        _ when error.Code.Contains("Password", StringComparison.Ordinal) => "password",
        _ => "username",
    };

    static Dictionary<string, string[]> Lists(Dictionary<string, List<string>> errors) =>
        errors.ToDictionary(field => field.Key, field => field.Value.ToArray());

    [GeneratedRegex(@"^[A-Za-z0-9\-_.@+]{1,32}\z")]
    private static partial Regex UserName();
}
