using CloudBuffer.Data;
using CloudBuffer.Display;
using CloudBuffer.Live;
using CloudBuffer.Responses;
using CloudBuffer.Settings;
using CloudBuffer.Storage;
using CloudBuffer.Transfers;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Files;

/// <summary>
/// Writes the files behind links: in the order blob, row, clock and deleted in the order row, clock, blob, so that a crash in
/// between leaves only what nobody can reach, for the sweeper.
/// </summary>
public sealed class FileStore(
    AppDbContext db, DiskBlobStore blobs, StorageCapacity room, FileExpiryKeys clocks, LiveEvents live, TimeProvider time,
    IOptions<CloudBufferOptions> options, FileTokenProtector protector)
{
    /// <summary>Stores all parts or none. Where that makes too many files, the owner's oldest go.</summary>
    /// <param name="parts">Each with a name.</param>
    /// <param name="announced">Bytes of all parts at most, when known; room for them is taken before the first is read.</param>
    /// <returns>In the order of the parts.</returns>
    /// <exception cref="ErrorException">There is no room, or there are more parts than files a user may have.</exception>
    /// <exception cref="IOException">No room, or the disk or the connection failed.</exception>
    public async Task<IReadOnlyList<SharedFile>> SaveAsync(
        string ownerId, IAsyncEnumerable<UploadPart> parts, long? announced, CancellationToken cancellationToken)
    {
        using var reservation = await room.ReserveAsync(db, ownerId, announced ?? 0, cancellationToken)
            ?? throw new ErrorException(Errors.StorageFull);
        var arrived = new List<NewFile>();
        try
        {
            await foreach (var part in parts.WithCancellation(cancellationToken))
            {
                if (arrived.Count == options.Value.MaxFiles)
                    throw new ErrorException(Errors.TooManyFiles);
                var blob = blobs.Create(BlobArea.Files, part.Length);
                arrived.Add(new NewFile(part.FileName!, part.ContentType, blob));
                reservation.MarkWritten(part.Length ?? 0);
                await blob.WriteAsync(reservation.Meter(part.Body), options.Value.MaxFileSize, cancellationToken);
                await blob.SealAsync(options.Value.Durable);
            }
            return await AddAsync(ownerId, arrived, withinTransaction: null);
        }
        finally
        {
            arrived.ForEach(file => file.Blob.Dispose());
        }
    }

    /// <summary>Stores what a guest sends, for which nothing of the owner goes.</summary>
    /// <param name="part">With a name.</param>
    /// <param name="checkAsync">Throws where it may not be stored after all; within the transaction.</param>
    /// <exception cref="ErrorException">There is no room, or the owner has as many files as he may.</exception>
    /// <exception cref="BadHttpRequestException">413: more than <paramref name="maxBytes"/> came.</exception>
    public async Task<SharedFile> SaveFromGuestAsync(
        string ownerId, UploadPart part, long? announced, long maxBytes, Func<Task> checkAsync, CancellationToken cancellationToken)
    {
        using var reservation = await room.ReserveAsync(db, ownerId, announced ?? 0, cancellationToken)
            ?? throw new ErrorException(Errors.StorageFull);
        using var blob = blobs.Create(BlobArea.Files, part.Length);
        reservation.MarkWritten(part.Length ?? 0);
        await blob.WriteAsync(reservation.Meter(part.Body), Math.Min(maxBytes, options.Value.MaxFileSize), cancellationToken);
        await blob.SealAsync(options.Value.Durable);
        return (await AddAsync(ownerId, [new NewFile(part.FileName!, part.ContentType, blob) { IsFromGuest = true }], withinTransaction: _ => checkAsync()))[0];
    }

    /// <summary>Gives sealed blobs their rows and links, in one transaction that also evicts the owner's oldest.</summary>
    /// <param name="withinTransaction">What else belongs into the transaction.</param>
    public async Task<IReadOnlyList<SharedFile>> AddAsync(string ownerId, IReadOnlyList<NewFile> files, Func<SharedFile, Task>? withinTransaction)
    {
        if (files.Count == 0)
            return [];
        var (added, evicted) = await db.WriteAsync(options.Value.Durable, async () =>
        {
            var now = time.GetUtcMilliseconds();
            var rows = files.Select(file => NewRow(ownerId, file, now)).ToList();
            // One by one: ids grow in the order of the files.
            foreach (var file in rows)
            {
                db.Files.Add(file.Row);
                await db.SaveChangesAsync(CancellationToken.None);
                if (withinTransaction is not null)
                    await withinTransaction(file);
            }
            if (files.Any(file => file.IsFromGuest) && await db.Files.CountAsync(file => file.OwnerId == ownerId && file.ExpiresAt > now) > options.Value.MaxFiles)
                throw new ErrorException(Errors.ReceiverFull);
            return (rows, await EvictAsync(ownerId, now));
        }, CancellationToken.None);
        foreach (var file in files)
            file.Blob.Keep();
        await clocks.StartAsync(ownerId, added.ConvertAll(file => file.Row));
        await ForgetAsync(ownerId, evicted);
        await live.PublishAsync(ownerId, new LiveEvent("file", added[^1].Row.BlobId));
        return added;
    }

    /// <summary>Counts a download, for the owner to see. Where the disk is full it is not counted.</summary>
    public async Task CountDownloadAsync(StoredFile row)
    {
        try
        {
            await db.WriteAsync(durable: false, () => db.Files.Where(file => file.Id == row.Id).ExecuteUpdateAsync(
                set => set.SetProperty(file => file.Downloads, file => file.Downloads + 1), CancellationToken.None), CancellationToken.None);
        }
        catch (SqliteException)
        {
            return; // the download is done, which is what counts
        }
        await live.PublishAsync(row.OwnerId, new LiveEvent("file", row.BlobId));
    }

    /// <summary>Bytes that this user may still bring.</summary>
    public Task<long> GetAvailableBytesAsync(string ownerId, CancellationToken cancellationToken) => room.GetAvailableBytesAsync(db, ownerId, cancellationToken);

    /// <summary>Lets a file live as long again as when it came.</summary>
    /// <returns>Until when; null when there is no such file of this owner.</returns>
    public async Task<DateTimeOffset?> ExtendAsync(string ownerId, string? token, CancellationToken cancellationToken)
    {
        if (FileToken.Hash(token) is not { } hash)
            return null;
        var now = time.GetUtcMilliseconds();
        var end = now + options.Value.ExpireTime;
        if (await db.WriteAsync(options.Value.Durable, () => db.Files.Where(file => file.TokenHash == hash && file.OwnerId == ownerId && file.ExpiresAt > now).ExecuteUpdateAsync(
            set => set.SetProperty(file => file.ExpiresAt, end), CancellationToken.None), cancellationToken) == 0)
            return null;
        if (await db.Files.AsNoTracking().SingleOrDefaultAsync(file => file.TokenHash == hash, cancellationToken) is { } row)
            await clocks.StartAsync(ownerId, [row]);
        await live.PublishAsync(ownerId, new LiveEvent("file", ""));
        return end;
    }

    /// <returns>Whether there was such a file of this owner.</returns>
    public async Task<bool> DeleteAsync(string ownerId, string? token, CancellationToken cancellationToken)
    {
        if (FileToken.Hash(token) is not { } hash)
            return false;
        var now = time.GetUtcNow();
        var row = await db.Files.AsNoTracking().SingleOrDefaultAsync(
            file => file.TokenHash == hash && file.OwnerId == ownerId && file.ExpiresAt > now, cancellationToken);
        if (row is null || !await db.WriteAsync(options.Value.Durable, async () => await db.Files.Where(file => file.Id == row.Id).ExecuteDeleteAsync(CancellationToken.None) > 0, cancellationToken))
            return false;
        await ForgetAsync(ownerId, [row]);
        await live.PublishAsync(ownerId, new LiveEvent("file", ""));
        return true;
    }

    SharedFile NewRow(string ownerId, NewFile file, DateTimeOffset now)
    {
        var token = FileToken.New();
        return new SharedFile(token, new StoredFile
        {
            OwnerId = ownerId,
            TokenHash = FileToken.Hash(token)!,
            Token = protector.Protect(token),
            Name = FileNames.Shorten(file.Name),
            ContentType = file.ContentType,
            Size = file.Blob.Size,
            Sha256 = file.Blob.Sha256,
            BlobId = file.Blob.Id,
            IsFromGuest = file.IsFromGuest,
            CreatedAt = now,
            ExpiresAt = now + options.Value.ExpireTime,
        });
    }

    async Task<List<StoredFile>> EvictAsync(string ownerId, DateTimeOffset now)
    {
        var oldest = await db.Files.AsNoTracking().Where(file => file.OwnerId == ownerId && file.ExpiresAt > now)
            .OrderByDescending(file => file.Id).Skip(options.Value.MaxFiles).ToListAsync(CancellationToken.None);
        var ids = oldest.ConvertAll(file => file.Id);
        await db.Files.Where(file => ids.Contains(file.Id)).ExecuteDeleteAsync(CancellationToken.None);
        return oldest;
    }

    /// <summary>What follows once rows are gone.</summary>
    async Task ForgetAsync(string ownerId, List<StoredFile> removed)
    {
        await clocks.StopAsync(ownerId, removed);
        removed.ForEach(file => blobs.Delete(BlobArea.Files, file.BlobId));
    }
}
