using CloudBuffer.Access;
using CloudBuffer.Data;
using Microsoft.AspNetCore.Identity;

namespace CloudBuffer.Accounts;

/// <summary>
/// Verifies a username (or email) and a password. Prevents user enumeration: an unknown account, a locked account and a wrong password
/// give the same outcome after the same time.
/// </summary>
public sealed class SignIn(
    UserManager<AppUser> users, IPasswordHasher<AppUser> hasher, PasswordHashThrottle throttle, SignInRateLimits rateLimits, AccountLockout lockout,
    KnownBrowser knownBrowser, TimeProvider time)
{
    // Longer than any failure path (hashing, and counting toward the lockout), so that there is no timing side channel.
    static readonly TimeSpan MinFailureDuration = TimeSpan.FromMilliseconds(400);

    /// <returns>The user is not null when the outcome is <see cref="SignInOutcome.Succeeded"/>.</returns>
    public async Task<(SignInOutcome Outcome, AppUser? User)> CheckAsync(
        HttpContext context, string usernameOrEmail, string password, CancellationToken cancellationToken)
    {
        var network = context.ClientNetwork();
        if (rateLimits.IsNetworkBlocked(network))
            return (SignInOutcome.TooManyFailed, null);
        using var place = throttle.AcquirePlace(network);
        if (!place.IsAcquired)
            return (SignInOutcome.TooBusy, null);
        var started = time.GetTimestamp();
        var user = await users.FindByNameAsync(usernameOrEmail) ?? await users.FindByEmailAsync(usernameOrEmail);
        var browser = user is null ? null : knownBrowser.Find(context, user.Id) ?? DeviceOf(context, user.Id);
        if (await IsPasswordCorrectAsync(user, usernameOrEmail, browser, password, network) is not { } isCorrect)
            return (SignInOutcome.TooManyFailed, null);
        if (isCorrect)
        {
            knownBrowser.Remember(context, user!.Id);
            return (SignInOutcome.Succeeded, user);
        }
        rateLimits.Record(network);
        // The delay below needs no place.
        place.Dispose();
        if (MinFailureDuration - time.GetElapsedTime(started) is { Ticks: > 0 } remaining)
            await Task.Delay(remaining, time, cancellationToken);
        return (SignInOutcome.Failed, null);
    }

    // A signed-in device that confirms its password is known, too.
    static string? DeviceOf(HttpContext context, string userId) => context.User.FindId() == userId ? context.User.DeviceId() : null;

    /// <returns>Null if others from the same network have failed too often while this request waited.</returns>
    async Task<bool?> IsPasswordCorrectAsync(AppUser? user, string name, string? browser, string password, string network)
    {
        bool isKnown = user is not null && browser is not null && rateLimits.TryCountBrowser(browser);
        // A client that disconnects now has its attempt counted, for the account and for the network. An unknown name waits for the
        // database, too: with many writers it would be faster than a known one.
        bool isLocked = !isKnown && !await lockout.TryCountAsync(user?.Id ?? name, CancellationToken.None);
        // A locked account waits for its turn, too: in a long queue it would be faster than an unknown one.
        var isCorrect = await throttle.RunAsync(
            async () => rateLimits.IsNetworkBlocked(network) ? (bool?)null : await VerifyAsync(isLocked ? null : user, password), CancellationToken.None);
        if (user is null || isKnown || isLocked)
            return isCorrect;
        if (isCorrect == true)
            await lockout.ResetAsync(user.Id, CancellationToken.None);
        else
            await lockout.NotifyIfLockedAsync(user.Id, CancellationToken.None);
        return isCorrect;
    }

    async Task<bool> VerifyAsync(AppUser? user, string password)
    {
        if (user is not null)
            return await users.CheckPasswordAsync(user, password);
        hasher.VerifyHashedPassword(new AppUser(), throttle.DummyHash, password);
        return false;
    }
}
