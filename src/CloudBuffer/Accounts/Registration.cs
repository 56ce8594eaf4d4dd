using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using CloudBuffer.Access;
using CloudBuffer.Data;
using CloudBuffer.Responses;
using Microsoft.AspNetCore.Identity;

namespace CloudBuffer.Accounts;

/// <summary>Validates and creates accounts.</summary>
public sealed partial class Registration(
    AppDbContext db, UserManager<AppUser> users, IPasswordHasher<AppUser> hasher, PasswordHashThrottle throttle, AccountCreationLimit creationLimit)
{
    const int MaxEmailLength = 254; // RFC 5321 §4.5.3.1
    static readonly EmailAddressAttribute EmailFormat = new();

    /// <param name="email">Empty for none.</param>
    /// <returns>The user, or the error messages by field name.</returns>
    /// <exception cref="ErrorException">429: there are too many registrations.</exception>
    public async Task<(AppUser? User, IReadOnlyDictionary<string, string[]>? Errors)> CreateAsync(
        HttpContext context, string username, string email, string password, string? passwordConfirm, CancellationToken cancellationToken)
    {
        var user = new AppUser { UserName = username, Email = email.Length == 0 ? null : email };
        List<(string Field, string Message)> errors = [.. ValidateNames(username, email)];
        if (passwordConfirm is not null && password != passwordConfirm)
            errors.Add(("password_confirm", "The passwords do not match."));
        using var place = throttle.AcquirePlace(context.ClientNetwork());
        if (!place.IsAcquired)
            throw new ErrorException(Errors.TooManyRequests);
        errors.AddRange(await throttle.RunAsync(() => ValidatePasswordAsync(user, password), cancellationToken));
        // Only a complete registration learns whether a name is taken, and each counts.
        if (errors.Count == 0)
            errors.AddRange(await FindTakenAsync(username, email));
        if (errors.Count > 0)
            return (null, ByField(errors));

        creationLimit.Acquire(context.ClientNetwork());
        user.PasswordHash = await throttle.RunAsync(() => Task.FromResult(hasher.HashPassword(user, password)), cancellationToken);
        errors.AddRange(await db.WriteAsync(user.Id, durable: true, () => StoreAsync(user), cancellationToken));
        return errors.Count == 0 ? (user, null) : (null, ByField(errors));
    }

    static IEnumerable<(string Field, string Message)> ValidateNames(string username, string email)
    {
        if (!UsernameFormat().IsMatch(username))
            yield return ("username", "Use 1 to 32 letters, numbers and - _ . @ +");
        if (email.Length > 0 && (email.Length > MaxEmailLength || email.Any(char.IsWhiteSpace) || email.Any(char.IsControl) || !EmailFormat.IsValid(email)))
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
    async Task<List<(string Field, string Message)>> FindTakenAsync(string username, string? email)
    {
        var errors = new List<(string, string)>();
        if (await IsTakenAsync(username))
            errors.Add(("username", "This username is taken. Choose another."));
        if (!string.IsNullOrEmpty(email) && await IsTakenAsync(email))
            errors.Add(("email", "This email already has an account. Sign in instead?"));
        return errors;
    }

    async Task<bool> IsTakenAsync(string usernameOrEmail) =>
        await users.FindByNameAsync(usernameOrEmail) is not null || await users.FindByEmailAsync(usernameOrEmail) is not null;

    // Looks again within the transaction: concurrent registrations may have taken the names.
    async Task<IEnumerable<(string Field, string Message)>> StoreAsync(AppUser user)
    {
        var taken = await FindTakenAsync(user.UserName!, user.Email);
        return taken.Count > 0 ? taken : (await users.CreateAsync(user)).Errors.Select(error => ("username", error.Description));
    }

    static Dictionary<string, string[]> ByField(IEnumerable<(string Field, string Message)> errors) =>
        errors.Distinct().GroupBy(error => error.Field).ToDictionary(field => field.Key, field => field.Select(error => error.Message).ToArray());

    [GeneratedRegex(@"^[A-Za-z0-9\-_.@+]{1,32}\z")]
    private static partial Regex UsernameFormat();
}
