using CloudBuffer.Data;
using CloudBuffer.Live;
using Microsoft.Extensions.Caching.Memory;

namespace CloudBuffer.Buffers;

/// <summary>
/// Recently read rows, by owner. A row is valid as long as the expiry key in Redis names its version; Redis never chooses the row,
/// so a wrong key cannot reveal another user's item. Live events invalidate it as well, because a read-only Redis keeps old keys.
/// </summary>
public sealed class BufferCache : IDisposable
{
    const int MaxRows = 10_000;

    readonly LiveEvents live;
    readonly MemoryCache rows = new(new MemoryCacheOptions { SizeLimit = MaxRows });

    public BufferCache(LiveEvents live)
    {
        this.live = live;
        live.Published += Invalidate;
    }

    public BufferEntry? Find(string ownerId) => rows.Get<BufferEntry>(ownerId);

    /// <param name="entry">Null removes the row.</param>
    public void Set(string ownerId, BufferEntry? entry)
    {
        if (entry is null)
            Remove(ownerId);
        else
            rows.Set(ownerId, entry, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpiration = entry.ExpiresAt });
    }

    public void Remove(string ownerId) => rows.Remove(ownerId);

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
}
