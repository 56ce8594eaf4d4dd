using System.Security.Cryptography;
using CloudBuffer.Data;
using CloudBuffer.Limits;
using CloudBuffer.Redis;
using CloudBuffer.Storage;
using CloudBuffer.Web;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.Win32.SafeHandles;
using StackExchange.Redis;

namespace CloudBuffer.Files;

/// <summary>
/// The files behind links. Written in the order blob, row, clock and deleted in the order row, clock, blob, so that a crash in
/// between leaves only what nobody can reach, for the sweeper.
/// </summary>
public sealed partial class FileStore(
    AppDbContext db, DiskBlobStore blobs, ExpiryClock clock, UserQuota quota, TimeProvider time,
    IOptions<CloudBufferOptions> options, IDataProtectionProvider protection, ILogger<FileStore> log)
    : ISweepable, IRefillable
{
    const int SweepAtOnce = 500;

    readonly IDataProtector protector = protection.CreateProtector("CloudBuffer.FileToken");

    BlobArea ISweepable.Area => BlobArea.Files;

    /// <summary>Stores all parts or none. Where that makes too many files, the owner's oldest go.</summary>
    /// <param name="parts">Each with a name.</param>
    /// <returns>In the order of the parts.</returns>
    /// <exception cref="ErrorException">There are more parts than files a user may have.</exception>
    /// <exception cref="IOException">No room, or the disk or the connection failed.</exception>
    public async Task<IReadOnlyList<SharedFile>> SaveAsync(string ownerId, IAsyncEnumerable<UploadPart> parts, CancellationToken cancellationToken)
    {
        var arrived = new List<(UploadPart Part, IncomingBlob Blob)>();
        try
        {
            await foreach (var part in parts.WithCancellation(cancellationToken))
            {
                if (arrived.Count == options.Value.MaxFiles)
                    throw new ErrorException(Errors.TooManyFiles);
                var blob = blobs.Create(BlobArea.Files, part.Length);
                arrived.Add((part, blob));
                await blob.WriteAsync(part.Body, options.Value.MaxFileSize, cancellationToken);
                blob.Seal(durable: true);
            }
            var (saved, evicted) = await AddRowsAsync(ownerId, arrived);
            arrived.ForEach(item => item.Blob.Keep());
            await FollowAsync(ownerId, [.. saved.Select(file => file.Row)], evicted);
            return saved;
        }
        finally
        {
            arrived.ForEach(item => item.Blob.Dispose());
        }
    }

    /// <summary>Opens a file for download by its token.</summary>
    /// <returns>Null when there is none, or none any more.</returns>
    /// <exception cref="ErrorException">The blob is missing or has not its size.</exception>
    public async Task<(StoredFile Row, SafeFileHandle Blob)?> OpenAsync(string? token, CancellationToken cancellationToken)
    {
        if (await FindAsync(token, cancellationToken) is not { } row)
            return null;
        var blob = await blobs.OpenAsync(BlobArea.Files, row.BlobId, cancellationToken);
        if (blob is not null && RandomAccess.GetLength(blob) == row.Size)
            return (row, blob);
        blob?.Dispose();
        if (!await db.Files.AnyAsync(file => file.Id == row.Id, cancellationToken))
            return null; // deleted between the two looks
        Log.Damaged(log, row.Id);
        throw new ErrorException(Errors.FileDamaged);
    }

    /// <summary>The live file of a token.</summary>
    public async Task<StoredFile?> FindAsync(string? token, CancellationToken cancellationToken)
    {
        if (FileToken.Hash(token) is not { } hash)
            return null;
        var now = time.GetUtcNow();
        var key = RedisKeys.File(hash);
        if (long.TryParse(await clock.ReadAsync(key), out var id)
            && await db.Files.AsNoTracking().SingleOrDefaultAsync(file => file.Id == id && file.TokenHash == hash, cancellationToken) is { } known)
            return known.ExpiresAt > now ? known : null;
        var row = await db.Files.AsNoTracking().SingleOrDefaultAsync(file => file.TokenHash == hash && file.ExpiresAt > now, cancellationToken);
        if (row is not null)
            await clock.StartAsync([ClockOf(row)]);
        return row;
    }

    /// <summary>The owner's live files, newest first.</summary>
    public async Task<IReadOnlyList<SharedFile>> ListAsync(string ownerId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var rows = await db.Files.AsNoTracking().Where(file => file.OwnerId == ownerId && file.ExpiresAt > now)
            .OrderByDescending(file => file.Id).ToListAsync(cancellationToken);
        return [.. rows.Select(Open).OfType<SharedFile>()];
    }

    /// <summary>The owner's live files of the given tokens, in that order; unknown ones and those of others are left out.</summary>
    public async Task<IReadOnlyList<SharedFile>> ListAsync(string ownerId, IEnumerable<string?> tokens, CancellationToken cancellationToken)
    {
        var mine = (await ListAsync(ownerId, cancellationToken)).ToDictionary(file => file.Token);
        return [.. tokens.Distinct().Select(token => token is null ? null : mine.GetValueOrDefault(token)).OfType<SharedFile>()];
    }

    public async Task<int> CountAsync(string ownerId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return await quota.CountAsync(ownerId) ?? await db.Files.CountAsync(file => file.OwnerId == ownerId && file.ExpiresAt > now, cancellationToken);
    }

    /// <returns>Whether there was such a file of this owner.</returns>
    public async Task<bool> DeleteAsync(string ownerId, string? token, CancellationToken cancellationToken)
    {
        var hash = FileToken.Hash(token);
        var now = time.GetUtcNow();
        var row = await db.Files.AsNoTracking().SingleOrDefaultAsync(
            file => file.TokenHash == hash && file.OwnerId == ownerId && file.ExpiresAt > now, cancellationToken);
        if (row is null || !await db.WriteAsync(async () => await db.Files.Where(file => file.Id == row.Id).ExecuteDeleteAsync(CancellationToken.None) > 0, cancellationToken))
            return false;
        await FollowAsync(ownerId, [], [row]);
        return true;
    }

    async Task<int> ISweepable.DeleteExpiredAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var due = await db.Files.AsNoTracking().Where(file => file.ExpiresAt <= now)
            .OrderBy(file => file.ExpiresAt).Take(SweepAtOnce).ToListAsync(cancellationToken);
        if (due.Count == 0)
            return 0;
        due.ForEach(file => blobs.Delete(BlobArea.Files, file.BlobId));
        var ids = due.ConvertAll(file => file.Id);
        await db.WriteAsync(() => db.Files.Where(file => ids.Contains(file.Id)).ExecuteDeleteAsync(CancellationToken.None), cancellationToken);
        foreach (var ofOne in due.GroupBy(file => file.OwnerId))
            await FollowAsync(ofOne.Key, [], [.. ofOne]);
        return due.Count;
    }

    async Task<IReadOnlyList<string>> ISweepable.WithoutRowAsync(IReadOnlyCollection<string> blobIds, CancellationToken cancellationToken)
    {
        var without = new List<string>();
        foreach (var some in blobIds.Chunk(SweepAtOnce))
        {
            var known = await db.Files.Where(file => some.Contains(file.BlobId)).Select(file => file.BlobId).ToListAsync(cancellationToken);
            without.AddRange(some.Except(known));
        }
        return without;
    }

    async Task IRefillable.RefillAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var ofOne in (await db.Files.AsNoTracking().Where(file => file.ExpiresAt > now).ToListAsync(cancellationToken)).GroupBy(file => file.OwnerId))
            await FollowAsync(ofOne.Key, [.. ofOne], []);
    }

    Task<(List<SharedFile> Saved, List<StoredFile> Evicted)> AddRowsAsync(string ownerId, List<(UploadPart Part, IncomingBlob Blob)> arrived) =>
        db.WriteAsync(async () =>
        {
            var now = time.GetUtcMilliseconds();
            var saved = arrived.ConvertAll(item => NewRow(ownerId, item.Part, item.Blob, now));
            // One by one: ids grow in the order of the parts.
            foreach (var file in saved)
            {
                db.Files.Add(file.Row);
                await db.SaveChangesAsync(CancellationToken.None);
            }
            var evicted = await db.Files.AsNoTracking().Where(file => file.OwnerId == ownerId && file.ExpiresAt > now)
                .OrderByDescending(file => file.Id).Skip(options.Value.MaxFiles).ToListAsync(CancellationToken.None);
            var ids = evicted.ConvertAll(file => file.Id);
            await db.Files.Where(file => ids.Contains(file.Id)).ExecuteDeleteAsync(CancellationToken.None);
            return (saved, evicted);
        }, CancellationToken.None);

    SharedFile NewRow(string ownerId, UploadPart part, IncomingBlob blob, DateTimeOffset now)
    {
        var token = FileToken.New();
        return new SharedFile(token, new StoredFile
        {
            OwnerId = ownerId,
            TokenHash = FileToken.Hash(token)!,
            Token = protector.Protect(token),
            Name = FileNames.Shorten(part.FileName!),
            ContentType = part.ContentType,
            Size = blob.Size,
            Sha256 = blob.Sha256,
            BlobId = blob.Id,
            CreatedAt = now,
            ExpiresAt = now + options.Value.ExpireTime,
        });
    }

    /// <summary>Lets clocks, count and disk follow what the rows say since a moment ago.</summary>
    async Task FollowAsync(string ownerId, IReadOnlyCollection<StoredFile> added, IReadOnlyCollection<StoredFile> removed)
    {
        await clock.StartAsync(added.Select(ClockOf));
        await quota.AddAsync(ownerId, [.. added.Select(file => (file.Id, file.ExpiresAt))]);
        // A parallel upload may have evicted an added one before its clock was started, and then it was not there to be stopped.
        var ids = added.Select(file => file.Id).ToList();
        var still = ids.Count == 0 ? [] : await db.Files.Where(file => ids.Contains(file.Id)).Select(file => file.Id).ToListAsync(CancellationToken.None);
        var gone = removed.Concat(added.Where(file => !still.Contains(file.Id))).ToList();
        await clock.StopAsync([.. gone.Select(file => RedisKeys.File(file.TokenHash))]);
        await quota.RemoveAsync(ownerId, gone.ConvertAll(file => file.Id));
        foreach (var file in removed)
            blobs.Delete(BlobArea.Files, file.BlobId);
    }

    static Clock ClockOf(StoredFile file) => new(RedisKeys.File(file.TokenHash), file.Id.ToString(), file.ExpiresAt);

    SharedFile? Open(StoredFile row)
    {
        try
        {
            return new SharedFile(protector.Unprotect(row.Token), row);
        }
        catch (CryptographicException)
        {
            Log.KeysLost(log, row.Id);
            return null;
        }
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The blob of file {Id} is missing or has not its size")]
        public static partial void Damaged(ILogger logger, long id);

        [LoggerMessage(LogLevel.Warning, "File {Id} cannot be listed: the keys it was stored with are gone. Its link still works")]
        public static partial void KeysLost(ILogger logger, long id);
    }
}
