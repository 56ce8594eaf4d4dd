using System.Net;
using CloudBuffer.Data;
using Microsoft.AspNetCore.Identity;

namespace CloudBuffer.Accounts;

/// <summary>
/// Tells whether a name and a password belong together, and to whoever does not know the password nothing else: not whether the
/// account exists, nor whether it is locked, in words or in time.
/// </summary>
public sealed class SignIn(UserManager<AppUser> users, IPasswordHasher<AppUser> hasher, PasswordHashThrottle work, FailedSignIns failed, TimeProvider time)
{
    // Above what hashing and counting take, so that the answer to a wrong password takes the same whatever was done.
    static readonly TimeSpan MinFailureDuration = TimeSpan.FromMilliseconds(400);

    /// <param name="from">Where the request comes from.</param>
    public async Task<(SignInOutcome Outcome, AppUser? User)> CheckAsync(string nameOrEmail, string password, IPAddress? from, CancellationToken cancellationToken)
    {
        using var turn = await work.WaitAsync(cancellationToken);
        if (!turn.IsAcquired)
            return (SignInOutcome.TooBusy, null);
        if (failed.AreTooMany(from))
            return (SignInOutcome.TooManyFailed, null);
        var begun = time.GetTimestamp();
        var user = await users.FindByNameAsync(nameOrEmail) ?? await users.FindByEmailAsync(nameOrEmail);
        var outcome = await CheckAsync(user, password);
        if (outcome == SignInOutcome.Failed)
            failed.Count(from);
        turn.Dispose();
        if (outcome == SignInOutcome.Failed && MinFailureDuration - time.GetElapsedTime(begun) is { Ticks: > 0 } rest)
            await Task.Delay(rest, time, cancellationToken);
        return (outcome, user);
    }

    async Task<SignInOutcome> CheckAsync(AppUser? user, string password)
    {
        if (user is null)
        {
            hasher.VerifyHashedPassword(new AppUser(), work.DummyHash, password);
            return SignInOutcome.Failed;
        }
        bool locked = await users.IsLockedOutAsync(user);
        if (!await users.CheckPasswordAsync(user, password))
        {
            if (!locked)
                await users.AccessFailedAsync(user);
            return SignInOutcome.Failed;
        }
        if (locked)
            return SignInOutcome.Locked;
        if (user.AccessFailedCount > 0)
            await users.ResetAccessFailedCountAsync(user);
        return SignInOutcome.Done;
    }
}
