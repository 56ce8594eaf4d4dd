using CloudBuffer.Data;
using CloudBuffer.Live;
using Microsoft.Extensions.Caching.Memory;

namespace CloudBuffer.Buffers;

/// <summary>
/// Rows of buffers that were read lately, each good for as long as the Redis clock names its version. Redis alone says only
/// "still this one", so a wrong key can lead nobody to the content of another. What changes is forgotten besides, since a Redis
/// that takes no writes goes on naming what was.
/// </summary>
public sealed class BufferCache : IDisposable
{
    const int MaxRows = 10_000;

    readonly LiveEvents live;
    readonly MemoryCache rows = new(new MemoryCacheOptions { SizeLimit = MaxRows });

    public BufferCache(LiveEvents live)
    {
        this.live = live;
        live.Published += Forget;
    }

    public BufferEntry? Find(string ownerId) => rows.Get<BufferEntry>(ownerId);

    /// <param name="entry">Null forgets.</param>
    public void Remember(string ownerId, BufferEntry? entry)
    {
        if (entry is null)
            rows.Remove(ownerId);
        else
            rows.Set(ownerId, entry, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpiration = entry.ExpiresAt });
    }

    public void Dispose()
    {
        live.Published -= Forget;
        rows.Dispose();
    }

    void Forget(string ownerId, LiveEvent change)
    {
        if (change.Kind == "buffer")
            rows.Remove(ownerId);
    }
}
