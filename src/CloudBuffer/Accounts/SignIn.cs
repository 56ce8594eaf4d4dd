using System.Net;
using CloudBuffer.Data;
using Microsoft.AspNetCore.Identity;

namespace CloudBuffer.Accounts;

/// <summary>
/// Verifies a username (or email) and a password. Prevents user enumeration: without the right password, an unknown account, a locked
/// account and an existing one give the same outcome after the same time.
/// </summary>
public sealed class SignIn(
    UserManager<AppUser> users, IPasswordHasher<AppUser> hasher, PasswordHashThrottle throttle, FailedSignIns failedSignIns, TimeProvider time)
{
    // Longer than any failure path (hashing, and counting toward the lockout), so that there is no timing side channel.
    static readonly TimeSpan MinFailureDuration = TimeSpan.FromMilliseconds(400);

    /// <param name="client">The address of the client.</param>
    /// <returns>The user is not null when the outcome is <see cref="SignInOutcome.Succeeded"/>.</returns>
    public async Task<(SignInOutcome Outcome, AppUser? User)> CheckAsync(
        string usernameOrEmail, string password, IPAddress? client, CancellationToken cancellationToken)
    {
        using var lease = await throttle.AcquireAsync(cancellationToken);
        if (!lease.IsAcquired)
            return (SignInOutcome.TooBusy, null);
        if (failedSignIns.IsLimitReached(client))
            return (SignInOutcome.TooManyFailed, null);
        var started = time.GetTimestamp();
        var user = await users.FindByNameAsync(usernameOrEmail) ?? await users.FindByEmailAsync(usernameOrEmail);
        var outcome = await VerifyAsync(user, password);
        if (outcome == SignInOutcome.Failed)
            failedSignIns.Record(client);
        // The delay below must not hold the throttle.
        lease.Dispose();
        if (outcome == SignInOutcome.Failed && MinFailureDuration - time.GetElapsedTime(started) is { Ticks: > 0 } remaining)
            await Task.Delay(remaining, time, cancellationToken);
        return (outcome, user);
    }

    async Task<SignInOutcome> VerifyAsync(AppUser? user, string password)
    {
        if (user is null)
        {
            hasher.VerifyHashedPassword(new AppUser(), throttle.DummyHash, password);
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
            return SignInOutcome.LockedOut;
        if (user.AccessFailedCount > 0)
            await users.ResetAccessFailedCountAsync(user);
        return SignInOutcome.Succeeded;
    }
}
