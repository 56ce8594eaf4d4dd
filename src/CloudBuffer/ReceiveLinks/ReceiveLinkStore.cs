using System.Buffers.Text;
using System.Security.Cryptography;
using CloudBuffer.Access;
using CloudBuffer.Data;
using CloudBuffer.Responses;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.ReceiveLinks;

/// <summary>The links by which guests send files. What a guest brings is taken from the row before it is read.</summary>
public sealed class ReceiveLinkStore(AppDbContext db, TimeProvider time, IDataProtectionProvider protection)
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);
    public const int MaxFiles = 10;
    public const long MaxBytes = 2L << 30;

    const int TokenBytes = 16;

    readonly IDataProtector protector = protection.CreateProtector("CloudBuffer.GuestLink");

    /// <summary>Opens a link, in place of the one that was open.</summary>
    public async Task OpenAsync(string ownerId, CancellationToken cancellationToken)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        var link = new ReceiveLink
        {
            OwnerId = ownerId,
            TokenHash = RandomSecret.Hash(token),
            Token = protector.Protect(token),
            ExpiresAt = time.GetUtcMilliseconds() + Life,
            RemainingFiles = MaxFiles,
            RemainingBytes = MaxBytes,
        };
        await db.WriteAsync(durable: false, async () =>
        {
            await db.ReceiveLinks.Where(other => other.OwnerId == ownerId).ExecuteDeleteAsync();
            db.ReceiveLinks.Add(link);
            return await db.SaveChangesAsync();
        }, cancellationToken);
    }

    /// <summary>The open link of a user.</summary>
    public async Task<(ReceiveLink Link, string Token)?> FindAsync(string ownerId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await db.ReceiveLinks.AsNoTracking().SingleOrDefaultAsync(link => link.OwnerId == ownerId && link.ExpiresAt > now && link.RemainingFiles > 0, cancellationToken) is not { } link)
            return null;
        try
        {
            return (link, protector.Unprotect(link.Token));
        }
        catch (CryptographicException)
        {
            return null; // the keys are gone, and with them the link
        }
    }

    /// <summary>Whose link it is, for a guest.</summary>
    /// <returns>Null when it has ended or never was.</returns>
    public async Task<(ReceiveLink Link, string OwnerName)?> FindByTokenAsync(string token, CancellationToken cancellationToken)
    {
        var (now, hash) = (time.GetUtcNow(), RandomSecret.Hash(token));
        var found = await (
            from link in db.ReceiveLinks.AsNoTracking()
            join user in db.Users on link.OwnerId equals user.Id
            where link.TokenHash == hash && link.ExpiresAt > now && link.RemainingFiles > 0
            select new { Link = link, OwnerName = user.UserName! }).SingleOrDefaultAsync(cancellationToken);
        return found is null ? null : (found.Link, found.OwnerName);
    }

    /// <summary>Ten minutes from now.</summary>
    public async Task<bool> ExtendAsync(string ownerId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcMilliseconds();
        var end = now + Life;
        return await db.WriteAsync(durable: false, () => db.ReceiveLinks.Where(link => link.OwnerId == ownerId && link.ExpiresAt > now && link.RemainingFiles > 0).ExecuteUpdateAsync(
            set => set.SetProperty(link => link.ExpiresAt, end), CancellationToken.None), cancellationToken) > 0;
    }

    public Task CloseAsync(string ownerId, CancellationToken cancellationToken) =>
        db.WriteAsync(durable: false, () => db.ReceiveLinks.Where(link => link.OwnerId == ownerId).ExecuteDeleteAsync(CancellationToken.None), cancellationToken);

    /// <summary>Sets bytes aside for a request; several at once cannot overdraw them together.</summary>
    public async Task<bool> TakeBytesAsync(ReceiveLink link, long bytes, CancellationToken cancellationToken) =>
        await UpdateAsync(links => links.Where(row => row.TokenHash == link.TokenHash && row.RemainingBytes >= bytes).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.RemainingBytes, row => row.RemainingBytes - bytes), CancellationToken.None), cancellationToken) > 0;

    /// <summary>Sets a file aside; two at once cannot take the last one both. A request that began in time may go on.</summary>
    public async Task<bool> TakeFileAsync(ReceiveLink link, CancellationToken cancellationToken) =>
        await UpdateAsync(links => links.Where(row => row.TokenHash == link.TokenHash && row.RemainingFiles > 0).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.RemainingFiles, row => row.RemainingFiles - 1), CancellationToken.None), cancellationToken) > 0;

    /// <summary>For what was on its way when its link ended: only its owner stops that, by closing or replacing the link.</summary>
    /// <exception cref="ErrorException">He did.</exception>
    public async Task CheckAsync(ReceiveLink link)
    {
        if (!await db.ReceiveLinks.AnyAsync(row => row.TokenHash == link.TokenHash))
            throw new ErrorException(Errors.ReceiveLinkExpired);
    }

    /// <summary>Gives back what was set aside and not used.</summary>
    public Task ReleaseAsync(ReceiveLink link, int files, long bytes) =>
        UpdateAsync(links => links.Where(row => row.TokenHash == link.TokenHash).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.RemainingFiles, row => row.RemainingFiles + files).SetProperty(row => row.RemainingBytes, row => row.RemainingBytes + bytes), CancellationToken.None), CancellationToken.None);

    Task<int> UpdateAsync(Func<IQueryable<ReceiveLink>, Task<int>> change, CancellationToken cancellationToken) =>
        db.WriteAsync(durable: false, () => change(db.ReceiveLinks), cancellationToken);
}
