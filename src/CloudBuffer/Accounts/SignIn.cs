using System.Net;
using CloudBuffer.Data;
using Microsoft.AspNetCore.Identity;

namespace CloudBuffer.Accounts;

/// <summary>
/// Verifies a password. Prevents user enumeration: without the right password a caller learns neither whether the account exists nor
/// whether it is locked, from the response or from its timing.
/// </summary>
public sealed class SignIn(UserManager<AppUser> users, IPasswordHasher<AppUser> hasher, PasswordHashThrottle throttle, FailedSignIns failed, TimeProvider time)
{
    // Longer than any failure path, so that timing reveals nothing.
    static readonly TimeSpan MinFailureDuration = TimeSpan.FromMilliseconds(400);

    /// <param name="address">The client address, for the rate limit of failed sign-ins.</param>
    public async Task<(SignInOutcome Outcome, AppUser? User)> CheckAsync(
        string nameOrEmail, string password, IPAddress? address, CancellationToken cancellationToken)
    {
        using var lease = await throttle.WaitAsync(cancellationToken);
        if (!lease.IsAcquired)
            return (SignInOutcome.TooBusy, null);
        if (failed.AreTooMany(address))
            return (SignInOutcome.TooManyFailed, null);
        var startedAt = time.GetTimestamp();
        var user = await users.FindByNameAsync(nameOrEmail) ?? await users.FindByEmailAsync(nameOrEmail);
        var outcome = await CheckAsync(user, password);
        if (outcome == SignInOutcome.Failed)
            failed.Count(address);
        lease.Dispose();
        if (outcome == SignInOutcome.Failed && MinFailureDuration - time.GetElapsedTime(startedAt) is { Ticks: > 0 } remaining)
            await Task.Delay(remaining, time, cancellationToken);
        return (outcome, user);
    }

    async Task<SignInOutcome> CheckAsync(AppUser? user, string password)
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
            return SignInOutcome.Locked;
        if (user.AccessFailedCount > 0)
            await users.ResetAccessFailedCountAsync(user);
        return SignInOutcome.Done;
    }
}
