using CloudBuffer.Data;
using CloudBuffer.Live;
using CloudBuffer.Storage;
using Microsoft.Extensions.Caching.Memory;

namespace CloudBuffer.Buffers;

/// <summary>
/// Recently read rows, by owner. A live event invalidates a row. Another process may have changed it as well, so with a shared Redis it is
/// valid only as long as the expiry key names its version. Redis never chooses the row: a wrong key cannot reveal another user's item.
/// </summary>
public sealed class BufferCache : IDisposable
{
    const int MaxRows = 10_000;

    readonly LiveEvents live;
    readonly MemoryCache rows = new(new MemoryCacheOptions { SizeLimit = MaxRows });
    readonly OwnerGenerations generations = new();

    public BufferCache(LiveEvents live)
    {
        this.live = live;
        live.Published += Invalidate;
    }

    /// <returns>Null if it is not cached.</returns>
    public BufferEntry? Find(string ownerId) =>
        rows.Get<CachedRow>(ownerId) is { } cached && cached.Generation == Generation(ownerId) ? cached.Entry : null;

    /// <summary>Changes with every invalidation. Read it before the row, and pass it to <see cref="Set"/>.</summary>
    public int Generation(string ownerId) => generations.Of(ownerId);

    /// <param name="generation">If it has changed since, the row is not used.</param>
    public void Set(BufferEntry entry, int generation) => rows.Set(
        entry.OwnerId, new CachedRow(entry, generation), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpiration = entry.ExpiresAt });

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

    void Invalidate(string ownerId, LiveEvent change)
    {
        if (change.Kind == LiveEventKinds.Buffer)
            Remove(ownerId);
    }

    sealed record CachedRow(BufferEntry Entry, int Generation);
}
