using System.Net;
using CloudBuffer.Access;
using CloudBuffer.Data;
using CloudBuffer.Display;
using CloudBuffer.Live;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.Tokens;

/// <summary>The access tokens of all users.</summary>
public sealed class AccessTokenStore(AppDbContext db, LiveEvents live, TimeProvider time)
{
    public const int MaxPerUser = 50;
    public const int DefaultDays = 90;
    public const int MaxDays = 365;

    static readonly TimeSpan LastUsedResolution = TimeSpan.FromMinutes(1);
    static readonly TimeSpan NewAddressResolution = TimeSpan.FromSeconds(1); // several addresses may take turns

    /// <param name="name">Not empty, at most <see cref="DisplayNameSanitizer.MaxLength"/> characters.</param>
    /// <returns>The row, and the token, which is not stored; null if the user has too many or does not exist.</returns>
    public async Task<(AccessToken Row, AccessTokenValue Token)?> CreateAsync(
        string ownerId, string name, Scopes scopes, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var token = AccessTokenValue.New();
        var now = time.GetUtcMilliseconds();
        var row = await db.WriteAsync(ownerId, durable: true, async () =>
        {
            var stamp = await db.Users.Where(user => user.Id == ownerId).Select(user => user.SecurityStamp).SingleOrDefaultAsync();
            await db.Tokens.Where(other => other.OwnerId == ownerId && other.ExpiresAt <= now).ExecuteDeleteAsync();
            if (stamp is null || await db.Tokens.CountAsync(other => other.OwnerId == ownerId) >= MaxPerUser)
                return null;
            var added = new AccessToken
            {
                Id = token.Id,
                OwnerId = ownerId,
                Name = name,
                Scopes = string.Join(' ', scopes.Names()),
                SecretHash = token.SecretHash,
                SecurityStamp = stamp,
                CreatedAt = now,
                ExpiresAt = now + lifetime,
            };
            db.Tokens.Add(added);
            await db.SaveChangesAsync();
            return added;
        }, cancellationToken);
        return row is null ? null : (row, token);
    }

    /// <summary>The valid tokens of a user, newest first.</summary>
    public async Task<IReadOnlyList<AccessToken>> ListAsync(string ownerId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return await db.Tokens.AsNoTracking()
            .Where(token => token.OwnerId == ownerId && token.ExpiresAt > now
                && db.Users.Any(user => user.Id == ownerId && user.SecurityStamp == token.SecurityStamp))
            .OrderByDescending(token => token.CreatedAt).ToListAsync(cancellationToken);
    }

    /// <summary>Authenticates a token.</summary>
    /// <returns>Null if it is wrong, expired, revoked, or older than the owner's password.</returns>
    public async Task<(AccessToken Row, string UserName)?> FindAsync(AccessTokenValue token, IPAddress? from, CancellationToken cancellationToken)
    {
        var now = time.GetUtcMilliseconds();
        var found = await (
            from row in db.Tokens.AsNoTracking()
            join user in db.Users on row.OwnerId equals user.Id
            where row.Id == token.Id && row.ExpiresAt > now && row.SecurityStamp == user.SecurityStamp
            select new { Row = row, UserName = user.UserName! }).SingleOrDefaultAsync(cancellationToken);
        if (found is null || !token.Matches(found.Row.SecretHash))
            return null;
        var resolution = found.Row.LastUsedFrom == from?.ToString() ? LastUsedResolution : NewAddressResolution;
        if (found.Row.LastUsedAt is not { } last || now - last > resolution)
            await UpdateLastUsedAsync(found.Row, now, from, cancellationToken);
        return (found.Row, found.UserName);
    }

    /// <returns>Whether this owner had such a token.</returns>
    public async Task<bool> RevokeAsync(string ownerId, string id, CancellationToken cancellationToken)
    {
        int revoked = await db.WriteAsync(ownerId, durable: true, () =>
            db.Tokens.Where(token => token.Id == id && token.OwnerId == ownerId).ExecuteDeleteAsync(CancellationToken.None), cancellationToken);
        if (revoked == 0)
            return false;
        // Aborts its active requests.
        await live.PublishAsync(ownerId, LiveEvent.DevicesChanged());
        return true;
    }

    async Task UpdateLastUsedAsync(AccessToken row, DateTimeOffset now, IPAddress? from, CancellationToken cancellationToken)
    {
        var address = from?.ToString();
        try
        {
            await db.WriteAsync(row.OwnerId, durable: false, () => db.Tokens.Where(token => token.Id == row.Id).ExecuteUpdateAsync(
                set => set.SetProperty(token => token.LastUsedAt, now).SetProperty(token => token.LastUsedFrom, address),
                CancellationToken.None), cancellationToken);
        }
        catch (SqliteException)
        {
            // Reading must work on a full disk. The update is repeated with a later request.
        }
    }
}
