using CloudBuffer.Data;
using CloudBuffer.Live;
using CloudBuffer.Redis;

namespace CloudBuffer.Buffers;

/// <summary>Updates what depends on the row of a buffer after it was changed: the expiry key, the cache and live pages.</summary>
public sealed class BufferChanges(ExpiryKeys keys, BufferCache cache, LiveEvents live)
{
    /// <summary>The key is set before anyone is told, since commands of a connection keep their order.</summary>
    public Task ReplacedAsync(BufferEntry entry) =>
        Task.WhenAll(keys.SetAsync([KeyOf(entry)]), live.PublishAsync(entry.OwnerId, LiveEvent.BufferChanged(entry.Version)));

    /// <summary>The row was extended or deleted. The next read sets the expiry key again.</summary>
    public async Task ChangedAsync(string ownerId)
    {
        cache.Remove(ownerId);
        await keys.RemoveAsync([RedisKeys.Buffer(ownerId)]);
        await live.PublishAsync(ownerId, LiveEvent.BufferChanged());
    }

    public static ExpiryKey KeyOf(BufferEntry entry) => new(RedisKeys.Buffer(entry.OwnerId), entry.Version, entry.ExpiresAt);
}
