using CloudBuffer.Data;
using CloudBuffer.Display;
using CloudBuffer.Responses;
using CloudBuffer.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.Files;

/// <summary>Finds and opens files with share links.</summary>
public sealed partial class FileFinder(
    AppDbContext db, DiskBlobStore blobs, FileExpiryKeys keys, FileTokenProtector protector, TimeProvider time, ILogger<FileFinder> log)
{
    const int PreviewBytes = 2 * 1024;

    /// <returns>Null if there is no file with this token, or it has expired.</returns>
    public async Task<StoredFile?> FindAsync(string? token, CancellationToken cancellationToken)
    {
        if (FileToken.Hash(token) is not { } hash)
            return null;
        var now = time.GetUtcNow();
        if (await keys.FindAsync(hash) is { } id
            && await db.Files.AsNoTracking().SingleOrDefaultAsync(file => file.Id == id && file.TokenHash == hash, cancellationToken) is { } known)
            return known.ExpiresAt > now ? known : null;
        var row = await db.Files.AsNoTracking().SingleOrDefaultAsync(file => file.TokenHash == hash && file.ExpiresAt > now, cancellationToken);
        if (row is not null)
            await keys.RestoreAsync(row);
        return row;
    }

    /// <summary>The files of an owner, newest first.</summary>
    public async Task<IReadOnlyList<SharedFile>> ListAsync(string ownerId, CancellationToken cancellationToken) =>
        Unprotect(await Own(ownerId).OrderByDescending(file => file.Id).ToListAsync(cancellationToken));

    /// <summary>The files of an owner with the given tokens, in that order, without unknown ones.</summary>
    public async Task<IReadOnlyList<SharedFile>> ListAsync(string ownerId, IEnumerable<string?> tokens, CancellationToken cancellationToken)
    {
        var hashes = tokens.Select(FileToken.Hash).OfType<string>().Distinct().ToList();
        var files = Unprotect(await Own(ownerId).Where(file => hashes.Contains(file.TokenHash)).ToListAsync(cancellationToken));
        return [.. files.OrderBy(file => hashes.IndexOf(file.Row.TokenHash))];
    }

    // A row whose key was lost has no readable token.
    SharedFile[] Unprotect(IEnumerable<StoredFile> rows) =>
        [.. rows.Select(row => protector.Unprotect(row.Token) is { } token ? new SharedFile(token, row) : null).OfType<SharedFile>()];

    public async Task<int> CountAsync(string ownerId, CancellationToken cancellationToken) =>
        await keys.CountAsync(ownerId) ?? await Own(ownerId).CountAsync(cancellationToken);

    /// <summary>The first part of a text file.</summary>
    /// <returns>Null for other content types, and for text that is empty, in an unknown encoding, or not shown exactly.</returns>
    public async Task<TextPreview?> PreviewAsync(StoredFile row, CancellationToken cancellationToken)
    {
        if (row.ContentType != "text/plain")
            return null;
        using var blob = await blobs.OpenAsync(BlobArea.Files, row.BlobId, row.OwnerId, cancellationToken);
        var preview = blob is null ? null : TextPreview.Read(blob.Read, row.Size, PreviewBytes);
        return preview is { Text.Length: > 0, IsExactInHtml: true } ? preview : null;
    }

    /// <summary>Opens a file for download.</summary>
    /// <returns>Null if there is no file with this token, or it has expired.</returns>
    /// <exception cref="ErrorException">The blob is missing or has the wrong size.</exception>
    public async Task<(StoredFile Row, OpenBlob Blob)?> OpenAsync(string? token, CancellationToken cancellationToken)
    {
        if (await FindAsync(token, cancellationToken) is not { } row)
            return null;
        var blob = await blobs.OpenAsync(BlobArea.Files, row.BlobId, row.OwnerId, cancellationToken);
        if (blob is not null && blob.Size == row.Size)
            return (row, blob);
        blob?.Dispose();
        if (!await db.Files.AnyAsync(file => file.Id == row.Id, cancellationToken))
            return null; // deleted since the first query
        Log.Damaged(log, row.Id);
        throw new ErrorException(Errors.FileDamaged);
    }

    IQueryable<StoredFile> Own(string ownerId)
    {
        var now = time.GetUtcNow();
        return db.Files.AsNoTracking().Where(file => file.OwnerId == ownerId && file.ExpiresAt > now);
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The blob of file {Id} is missing or has the wrong size")]
        public static partial void Damaged(ILogger logger, long id);
    }
}
