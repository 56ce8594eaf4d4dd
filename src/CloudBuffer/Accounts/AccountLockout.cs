using CloudBuffer.Data;
using CloudBuffer.Live;
using CloudBuffer.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Accounts;

/// <summary>
/// Account lockout: too many wrong passwords lock an account for five minutes. An attempt is counted before its password is hashed, in
/// one statement, so parallel attempts cannot exceed the limit together.
/// </summary>
public sealed class AccountLockout(AppDbContext db, LiveEvents live, TimeProvider time, IOptions<CloudBufferOptions> options)
{
    static readonly TimeSpan Duration = TimeSpan.FromMinutes(5);

    /// <summary>Counts an attempt. The last allowed one also locks the account; <see cref="ResetAsync"/> unlocks it if its password is correct.</summary>
    /// <returns>False if the account is locked: the password must not be verified.</returns>
    public async Task<bool> TryCountAsync(string userId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        int last = options.Value.Limits.FailedSignInsPerAccount - 1;
        DateTimeOffset? until = now + Duration;
        int counted = await db.WriteAsync(userId, durable: false, () => db.Users
            .Where(user => user.Id == userId && (user.LockoutEnd == null || user.LockoutEnd <= now))
            .ExecuteUpdateAsync(set => set
                .SetProperty(user => user.LockoutEnd, user => user.AccessFailedCount >= last ? until : null)
                .SetProperty(user => user.AccessFailedCount, user => user.AccessFailedCount >= last ? 0 : user.AccessFailedCount + 1),
                CancellationToken.None), cancellationToken);
        return counted > 0;
    }

    /// <summary>Clears the count and the lock after a correct password.</summary>
    public Task ResetAsync(string userId, CancellationToken cancellationToken) => db.WriteAsync(userId, durable: false, () => db.Users
        .Where(user => user.Id == userId)
        .ExecuteUpdateAsync(set => set.SetProperty(user => user.LockoutEnd, (DateTimeOffset?)null).SetProperty(user => user.AccessFailedCount, 0),
            CancellationToken.None), cancellationToken);

    /// <summary>Tells the signed-in devices if a wrong password has locked the account.</summary>
    public async Task NotifyIfLockedAsync(string userId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await db.Users.AnyAsync(user => user.Id == userId && user.LockoutEnd > now, cancellationToken))
            await live.PublishAsync(userId, LiveEvent.DevicesChanged());
    }
}
