using CloudBuffer.Data;
using CloudBuffer.Settings;
using CloudBuffer.Storage;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Buffers;

/// <summary>Replaces the row of a buffer. A replaced text becomes an earlier text.</summary>
public sealed class BufferRows(AppDbContext db, GroupCommit commits, TimeProvider time, IOptions<CloudBufferOptions> options)
{
    const string Find = "select Kind, Size, BlobId, CreatedAt, ExpiresAt from Buffers where OwnerId = $0";

    const string Upsert =
        """
        insert into Buffers (OwnerId, Kind, Name, ContentType, Size, Sha256, BlobId, CreatedAt, ExpiresAt) values ($0, $1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (OwnerId) do update set Kind = excluded.Kind, Name = excluded.Name, ContentType = excluded.ContentType, Size = excluded.Size,
            Sha256 = excluded.Sha256, BlobId = excluded.BlobId, CreatedAt = excluded.CreatedAt, ExpiresAt = excluded.ExpiresAt
        """;

    const string Keep = "insert into BufferTexts (OwnerId, BlobId, Size, CreatedAt, ExpiresAt) values ($0, $1, $2, $3, $4)";

    const string Trim =
        """
        delete from BufferTexts
        where OwnerId = $0 and Id <= (select Id from BufferTexts where OwnerId = $0 order by Id desc limit 1 offset $1)
        returning BlobId
        """;

    /// <param name="withinTransaction">Runs before, in the same transaction; null for nothing.</param>
    /// <returns>The new row, and the blobs to delete now.</returns>
    public Task<(BufferEntry Entry, IReadOnlyList<string> UnusedBlobs)> ReplaceAsync(
        string ownerId, BufferKind kind, string? name, string contentType, BlobWriter blob, Func<Task>? withinTransaction)
    {
        if (withinTransaction is null)
            return commits.RunAsync(ownerId, blob.CreateIfSmall, sql => Replace(sql, CreateEntry(ownerId, kind, name, contentType, blob)));
        return db.WriteAsync(ownerId, durable: false, async () =>
        {
            await withinTransaction();
            using var sql = db.CreateStatements();
            return Replace(sql, CreateEntry(ownerId, kind, name, contentType, blob));
        }, CancellationToken.None);
    }

    BufferEntry CreateEntry(string ownerId, BufferKind kind, string? name, string contentType, BlobWriter blob)
    {
        var now = time.GetUtcMilliseconds();
        return new BufferEntry
        {
            OwnerId = ownerId,
            Kind = kind,
            Name = kind == BufferKind.File ? name : null,
            ContentType = kind == BufferKind.File ? contentType : "text/plain; charset=utf-8",
            Size = blob.Size,
            Sha256 = blob.Sha256,
            BlobId = blob.Id,
            CreatedAt = now,
            ExpiresAt = now + options.Value.ExpireTime,
        };
    }

    static (BufferEntry Entry, IReadOnlyList<string> UnusedBlobs) Replace(SqlStatements sql, BufferEntry entry)
    {
        var (now, expiresAt) = (entry.CreatedAt.ToUnixTimeMilliseconds(), entry.ExpiresAt.ToUnixTimeMilliseconds());
        var replaced = sql.Query(Find, row => new Replaced(row.GetString(0), row.GetInt64(1), row.GetString(2), row.GetInt64(3), row.GetInt64(4)),
            entry.OwnerId).SingleOrDefault();
        sql.Execute(Upsert, entry.OwnerId, $"{entry.Kind}", entry.Name, entry.ContentType, entry.Size, entry.Sha256, entry.BlobId, now, expiresAt);
        if (replaced is null)
            return (entry, []);
        if (replaced.Kind != nameof(BufferKind.Text) || replaced.Size > BufferHistory.MaxBytes || replaced.ExpiresAt <= now)
            return (entry, [replaced.BlobId]);
        sql.Execute(Keep, entry.OwnerId, replaced.BlobId, replaced.Size, replaced.CreatedAt, replaced.ExpiresAt);
        return (entry, sql.Query(Trim, row => row.GetString(0), entry.OwnerId, BufferHistory.MaxTexts));
    }

    sealed record Replaced(string Kind, long Size, string BlobId, long CreatedAt, long ExpiresAt);
}
