using CloudBuffer.Data;
using CloudBuffer.Display;
using CloudBuffer.Responses;
using CloudBuffer.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Win32.SafeHandles;

namespace CloudBuffer.Files;

/// <summary>Finds and opens the files behind links.</summary>
public sealed partial class FileFinder(AppDbContext db, DiskBlobStore blobs, FileExpiryKeys clocks, FileTokenProtector protector, TimeProvider time, ILogger<FileFinder> log)
{
    const int PreviewBytes = 2 * 1024;

    /// <summary>The live file of a token.</summary>
    public async Task<StoredFile?> FindAsync(string? token, CancellationToken cancellationToken)
    {
        if (FileToken.Hash(token) is not { } hash)
            return null;
        var now = time.GetUtcNow();
        if (await clocks.FindAsync(hash) is { } id
            && await db.Files.AsNoTracking().SingleOrDefaultAsync(file => file.Id == id && file.TokenHash == hash, cancellationToken) is { } known)
            return known.ExpiresAt > now ? known : null;
        var row = await db.Files.AsNoTracking().SingleOrDefaultAsync(file => file.TokenHash == hash && file.ExpiresAt > now, cancellationToken);
        if (row is not null)
            await clocks.RestartAsync(row);
        return row;
    }

    /// <summary>The owner's live files, newest first.</summary>
    public async Task<IReadOnlyList<SharedFile>> ListAsync(string ownerId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var rows = await db.Files.AsNoTracking().Where(file => file.OwnerId == ownerId && file.ExpiresAt > now)
            .OrderByDescending(file => file.Id).ToListAsync(cancellationToken);
        return [.. rows.Select(row => protector.Unprotect(row.Token) is { } token ? new SharedFile(token, row) : null).OfType<SharedFile>()];
    }

    /// <summary>The owner's live files of the given tokens, in that order; unknown ones and those of others are left out.</summary>
    public async Task<IReadOnlyList<SharedFile>> ListAsync(string ownerId, IEnumerable<string?> tokens, CancellationToken cancellationToken)
    {
        var mine = (await ListAsync(ownerId, cancellationToken)).ToDictionary(file => file.Token);
        return [.. tokens.Distinct().Select(token => token is null ? null : mine.GetValueOrDefault(token)).OfType<SharedFile>()];
    }

    /// <summary>The beginning of a text file, for its owner.</summary>
    /// <returns>Null for what is no text.</returns>
    public async Task<TextPreview?> PreviewAsync(StoredFile row, CancellationToken cancellationToken)
    {
        if (row.ContentType != "text/plain")
            return null;
        using var blob = await blobs.OpenAsync(BlobArea.Files, row.BlobId, cancellationToken);
        return blob is null ? null : await TextPreview.ReadAsync(blob, row.Size, PreviewBytes, cancellationToken);
    }

    public async Task<int> CountAsync(string ownerId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return await clocks.CountAsync(ownerId) ?? await db.Files.CountAsync(file => file.OwnerId == ownerId && file.ExpiresAt > now, cancellationToken);
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

    static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The blob of file {Id} is missing or has not its size")]
        public static partial void Damaged(ILogger logger, long id);
    }
}
