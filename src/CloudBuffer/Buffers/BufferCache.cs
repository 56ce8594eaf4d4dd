using CloudBuffer.Data;
using CloudBuffer.Live;
using CloudBuffer.Storage;
using Microsoft.Extensions.Caching.Memory;

namespace CloudBuffer.Buffers;

/// <summary>
/// Recently read rows and their short contents, by owner. A live event invalidates a row. Another process may have changed it as well,
/// so with a shared Redis it is valid only as long as the expiry key names its version. Redis never chooses the row: a wrong key cannot
/// reveal another user's item.
/// </summary>
public sealed class BufferCache : IDisposable
{
    /// <summary>The longest content that is kept.</summary>
    public const int MaxContentBytes = 16 * 1024;

    const int MaxBytes = 16 << 20;
    const int RowBytes = 1024;

    readonly LiveEvents live;
    readonly MemoryCache rows = new(new MemoryCacheOptions { SizeLimit = MaxBytes });
    readonly OwnerGenerations generations = new();

    public BufferCache(LiveEvents live)
    {
        this.live = live;
        live.Published += Invalidate;
    }

    /// <returns>Null if it is not cached.</returns>
    public BufferEntry? Find(string ownerId) => FindValid(ownerId)?.Entry;

    /// <returns>Null if it is not cached.</returns>
    public byte[]? FindContent(BufferEntry entry) => FindValid(entry.OwnerId) is { } cached && cached.Entry.BlobId == entry.BlobId ? cached.Content : null;

    /// <summary>Changes with every invalidation. Read it before the row, and pass it to <see cref="Set"/>.</summary>
    public int Generation(string ownerId) => generations.Of(ownerId);

    /// <param name="generation">If it has changed since, the row is not used.</param>
    public void Set(BufferEntry entry, int generation) => Keep(new CachedRow(entry, generation, Content: null));

    /// <summary>Keeps the content of a row that is cached.</summary>
    /// <param name="blob">At most <see cref="MaxContentBytes"/>.</param>
    public void SetContent(BufferEntry entry, OpenBlob blob)
    {
        if (FindValid(entry.OwnerId) is not { } cached || cached.Entry.BlobId != entry.BlobId)
            return;
        var content = new byte[blob.Size];
        if (blob.Read(content, 0) == content.Length)
            Keep(cached with { Content = content });
    }

    public void Remove(string ownerId)
    {
        generations.Invalidate(ownerId);
        rows.Remove(ownerId);
    }

    public void Dispose()
    {
        live.Published -= Invalidate;
        rows.Dispose();
    }

    CachedRow? FindValid(string ownerId) =>
        rows.Get<CachedRow>(ownerId) is { } cached && cached.Generation == Generation(ownerId) ? cached : null;

    void Keep(CachedRow row) => rows.Set(row.Entry.OwnerId, row, new MemoryCacheEntryOptions
    {
        Size = RowBytes + (row.Content?.Length ?? 0),
        AbsoluteExpiration = row.Entry.ExpiresAt,
    });

    void Invalidate(string ownerId, LiveEvent change)
    {
        if (change.Kind == LiveEventKinds.Buffer)
            Remove(ownerId);
    }

    sealed record CachedRow(BufferEntry Entry, int Generation, byte[]? Content);
}
