using System.Security.Cryptography;
using CloudBuffer.Access;
using CloudBuffer.Data;
using CloudBuffer.Responses;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.ReceiveLinks;

/// <summary>Receive links. The row counts stored files, and reserves bytes as they arrive.</summary>
public sealed class ReceiveLinkStore(AppDbContext db, TimeProvider time, IDataProtectionProvider protection)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    public const int MaxFiles = 10;
    public const long MaxBytes = 2L << 30;

    const int TokenBytes = 16;

    // The storage of an upload counts for the owner, who does not see it.
    static readonly TimeSpan MaxTimeAfterExpiry = TimeSpan.FromHours(1);

    readonly IDataProtector protector = protection.CreateProtector("CloudBuffer.ReceiveLink");

    /// <summary>Opens a link; it replaces the open one.</summary>
    public async Task OpenAsync(string ownerId, CancellationToken cancellationToken)
    {
        var token = RandomSecret.New(TokenBytes);
        var link = new ReceiveLink
        {
            OwnerId = ownerId,
            TokenHash = RandomSecret.Hash(token),
            Token = protector.Protect(token),
            ExpiresAt = time.GetUtcMilliseconds() + Lifetime,
            RemainingFiles = MaxFiles,
            RemainingBytes = MaxBytes,
        };
        await db.WriteAsync(ownerId, durable: false, async () =>
        {
            await db.ReceiveLinks.Where(other => other.OwnerId == ownerId).ExecuteDeleteAsync();
            db.ReceiveLinks.Add(link);
            return await db.SaveChangesAsync();
        }, cancellationToken);
    }

    /// <summary>The open link of a user.</summary>
    public async Task<(ReceiveLink Link, string Token)?> FindAsync(string ownerId, CancellationToken cancellationToken)
    {
        if (await Open().SingleOrDefaultAsync(link => link.OwnerId == ownerId, cancellationToken) is not { } link)
            return null;
        try
        {
            return (link, protector.Unprotect(link.Token));
        }
        catch (CryptographicException)
        {
            return null; // the Data Protection keys are lost, and the link with them
        }
    }

    /// <summary>The open link with this token and its owner's name, for a guest.</summary>
    /// <returns>Null if it is unknown, closed, used up or expired.</returns>
    public async Task<(ReceiveLink Link, string OwnerName)?> FindByTokenAsync(string token, CancellationToken cancellationToken)
    {
        var hash = RandomSecret.Hash(token);
        var found = await (
            from link in Open()
            join user in db.Users on link.OwnerId equals user.Id
            where link.TokenHash == hash
            select new { Link = link, OwnerName = user.UserName! }).SingleOrDefaultAsync(cancellationToken);
        return found is null ? null : (found.Link, found.OwnerName);
    }

    /// <summary>Extends the expiry to <see cref="Lifetime"/> from now.</summary>
    /// <returns>False if no link is open.</returns>
    public async Task<bool> ExtendAsync(string ownerId, CancellationToken cancellationToken)
    {
        var expiresAt = time.GetUtcMilliseconds() + Lifetime;
        return await db.WriteAsync(ownerId, durable: false, () => Open().Where(link => link.OwnerId == ownerId).ExecuteUpdateAsync(
            set => set.SetProperty(link => link.ExpiresAt, expiresAt), CancellationToken.None), cancellationToken) > 0;
    }

    public Task CloseAsync(string ownerId, CancellationToken cancellationToken) =>
        db.WriteAsync(ownerId, durable: false, () =>
            db.ReceiveLinks.Where(link => link.OwnerId == ownerId).ExecuteDeleteAsync(CancellationToken.None), cancellationToken);

    /// <summary>Reserves bytes for a request. Atomic, so parallel requests cannot exceed the limit together.</summary>
    public async Task<bool> ReserveBytesAsync(ReceiveLink link, long bytes, CancellationToken cancellationToken) =>
        await UpdateAsync(link.OwnerId, links => links.Where(row => row.TokenHash == link.TokenHash && row.RemainingBytes >= bytes).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.RemainingBytes, row => row.RemainingBytes - bytes), CancellationToken.None), cancellationToken) > 0;

    /// <summary>
    /// Ensures that the owner has neither closed nor replaced the link. A link that expires completes its running uploads within an hour.
    /// </summary>
    /// <exception cref="ErrorException">The owner closed or replaced the link, or it expired more than an hour ago.</exception>
    public async Task EnsureOpenAsync(ReceiveLink link, CancellationToken cancellationToken)
    {
        if (!await ForRunningUpload(link).AnyAsync(cancellationToken))
            throw new ErrorException(Errors.ReceiveLinkExpired);
    }

    /// <summary>
    /// Counts a received file. Call within the transaction that stores it: files that are still arriving do not count, so a guest who
    /// stalls leaves the link to others.
    /// </summary>
    /// <exception cref="ErrorException">As in <see cref="EnsureOpenAsync"/>, or the link is used up.</exception>
    public async Task CountFileAsync(ReceiveLink link)
    {
        int counted = await ForRunningUpload(link).Where(row => row.RemainingFiles > 0).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.RemainingFiles, row => row.RemainingFiles - 1), CancellationToken.None);
        if (counted == 0)
            throw new ErrorException(Errors.ReceiveLinkExpired);
    }

    /// <summary>Releases bytes that were reserved and not used.</summary>
    public Task ReleaseBytesAsync(ReceiveLink link, long bytes) =>
        UpdateAsync(link.OwnerId, links => links.Where(row => row.TokenHash == link.TokenHash).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.RemainingBytes, row => row.RemainingBytes + bytes), CancellationToken.None), CancellationToken.None);

    Task<int> UpdateAsync(string ownerId, Func<IQueryable<ReceiveLink>, Task<int>> change, CancellationToken cancellationToken) =>
        db.WriteAsync(ownerId, durable: false, () => change(db.ReceiveLinks), cancellationToken);

    IQueryable<ReceiveLink> ForRunningUpload(ReceiveLink link)
    {
        var earliest = time.GetUtcNow() - MaxTimeAfterExpiry;
        return db.ReceiveLinks.Where(row => row.TokenHash == link.TokenHash && row.ExpiresAt > earliest);
    }

    IQueryable<ReceiveLink> Open()
    {
        var now = time.GetUtcNow();
        return db.ReceiveLinks.AsNoTracking().Where(link => link.ExpiresAt > now && link.RemainingFiles > 0);
    }
}
