using CloudBuffer.Data;
using CloudBuffer.Responses;
using CloudBuffer.Settings;
using CloudBuffer.Storage;
using CloudBuffer.Transfers;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Files;

/// <summary>
/// Writes files with share links: in the order blob, row, expiry key; deleted in the order row, expiry key, blob. A crash in between
/// leaves only unreachable data, which the sweeper deletes.
/// </summary>
public sealed class FileStore(
    AppDbContext db, BlobReceiver receiver, FileRows rows, FileEviction eviction, FileChanges changes, TimeProvider time, IOptions<CloudBufferOptions> options)
{
    /// <summary>Stores all files or none. The oldest files beyond <c>MaxFiles</c> are evicted.</summary>
    /// <param name="announcedBytes">Bytes of the whole body, if known.</param>
    /// <returns>In the order of the upload.</returns>
    /// <exception cref="ErrorException">The storage is full, or there are more than <c>MaxFiles</c> files.</exception>
    /// <exception cref="IOException">The storage is full, or the disk or the connection failed.</exception>
    public async Task<IReadOnlyList<SharedFile>> SaveAsync(
        string ownerId, IAsyncEnumerable<UploadPart> parts, long? announcedBytes, CancellationToken cancellationToken)
    {
        using var reception = await receiver.StartAsync(ownerId, BlobArea.Files, announcedBytes, cancellationToken);
        var files = new List<NewFile>();
        await foreach (var part in parts.WithCancellation(cancellationToken))
        {
            if (files.Count == options.Value.MaxFiles)
                throw new ErrorException(Errors.TooManyFiles);
            var blob = await reception.ReceiveAsync(part, options.Value.MaxFileSize, options.Value.Durable, cancellationToken);
            files.Add(new NewFile(part.FileName!, part.ContentType, blob));
        }
        return files.Count == 0 ? [] : await CommitAsync(ownerId, files, withinTransaction: null);
    }

    /// <summary>Stores a file from a guest. It never evicts files of the owner.</summary>
    /// <param name="validateAsync">Runs within the transaction; throws to reject the file.</param>
    /// <exception cref="ErrorException">The storage is full, or the owner has <c>MaxFiles</c> files.</exception>
    public async Task<SharedFile> SaveFromGuestAsync(
        string ownerId, UploadPart part, Func<Task> validateAsync, CancellationToken cancellationToken)
    {
        using var reception = await receiver.StartAsync(ownerId, BlobArea.Files, announcedBytes: null, cancellationToken);
        var blob = await reception.ReceiveAsync(part, options.Value.MaxFileSize, options.Value.Durable, cancellationToken);
        var file = new NewFile(part.FileName!, part.ContentType, blob) { IsFromGuest = true };
        return (await CommitAsync(ownerId, [file], withinTransaction: _ => validateAsync()))[0];
    }

    /// <summary>Commits sealed blobs: creates their rows and tokens in one transaction and evicts the oldest files.</summary>
    /// <param name="files">Not empty.</param>
    /// <param name="withinTransaction">Runs in the same transaction for each file; null for nothing.</param>
    public async Task<IReadOnlyList<SharedFile>> CommitAsync(string ownerId, IReadOnlyList<NewFile> files, Func<SharedFile, Task>? withinTransaction)
    {
        var (added, evicted) = await db.WriteAsync(ownerId, options.Value.Durable, async () =>
        {
            var added = new List<SharedFile>();
            foreach (var file in files)
            {
                added.Add(await rows.AddAsync(ownerId, file)); // one by one, so that ids grow in the order of the files
                if (withinTransaction is not null)
                    await withinTransaction(added[^1]);
            }
            if (files.Any(file => file.IsFromGuest) && await eviction.IsNeededAsync(ownerId))
                throw new ErrorException(Errors.ReceiverFull);
            return (added, await eviction.EvictOldestAsync(ownerId));
        }, CancellationToken.None);
        foreach (var file in files)
            file.Blob.Keep();
        await changes.AddedAsync(ownerId, added.ConvertAll(file => file.Row), evicted);
        return added;
    }

    /// <summary>Counts a complete download. On a full disk it is not counted.</summary>
    public async Task CountDownloadAsync(StoredFile row)
    {
        try
        {
            // Many strangers may load a link: their counts wait apart from what the owner writes.
            await db.WriteAsync($"downloads of {row.Id}", durable: false, () => db.Files.Where(file => file.Id == row.Id).ExecuteUpdateAsync(
                set => set.SetProperty(file => file.Downloads, file => file.Downloads + 1), CancellationToken.None), CancellationToken.None);
        }
        catch (SqliteException)
        {
            return; // the file was sent; the count is only informative
        }
        await changes.DownloadedAsync(row);
    }

    /// <summary>Extends the expiry of a file to <c>ExpireTime</c> from now.</summary>
    /// <returns>The new expiry; null if this owner has no such file.</returns>
    public async Task<DateTimeOffset?> ExtendAsync(string ownerId, string? token, CancellationToken cancellationToken)
    {
        DateTimeOffset expiresAt = default;
        int updated = await db.WriteAsync(ownerId, options.Value.Durable, () =>
        {
            // The time is that of the transaction: the sweeper deletes what has expired before it.
            expiresAt = time.GetUtcMilliseconds() + options.Value.ExpireTime;
            return FindOwn(ownerId, token)?.ExecuteUpdateAsync(set => set.SetProperty(file => file.ExpiresAt, expiresAt), CancellationToken.None)
                ?? Task.FromResult(0);
        }, cancellationToken);
        if (updated == 0)
            return null;
        if (await FindOwn(ownerId, token)!.SingleOrDefaultAsync(cancellationToken) is { } row)
            await changes.ExtendedAsync(row);
        return expiresAt;
    }

    /// <returns>Whether this owner had such a file.</returns>
    public async Task<bool> DeleteAsync(string ownerId, string? token, CancellationToken cancellationToken)
    {
        if (FindOwn(ownerId, token) is not { } files || await files.SingleOrDefaultAsync(cancellationToken) is not { } row)
            return false;
        int deleted = await db.WriteAsync(ownerId, options.Value.Durable, () =>
            db.Files.Where(file => file.Id == row.Id).ExecuteDeleteAsync(CancellationToken.None), cancellationToken);
        if (deleted == 0)
            return false;
        await changes.DeletedAsync(row);
        return true;
    }

    /// <returns>Null for a malformed token.</returns>
    IQueryable<StoredFile>? FindOwn(string ownerId, string? token)
    {
        var now = time.GetUtcNow();
        return FileToken.Hash(token) is { } hash
            ? db.Files.AsNoTracking().Where(file => file.TokenHash == hash && file.OwnerId == ownerId && file.ExpiresAt > now)
            : null;
    }
}
