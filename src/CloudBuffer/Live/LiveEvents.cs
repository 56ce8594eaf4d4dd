using System.Collections.Concurrent;
using CloudBuffer.Redis;
using StackExchange.Redis;

namespace CloudBuffer.Live;

/// <summary>
/// Tells whoever listens that something of a user has changed: within this process at once, to other processes over Redis.
/// An event may be lost when Redis is, so a listener looks by itself now and then.
/// </summary>
public sealed class LiveEvents
{
    const int MaxPerUser = 50; // ten live pages and what waits in scripts; forty users at least share what there is in all
    const int MaxInAll = 2000;
    const char Separator = '\n';

    readonly RedisGateway redis;
    readonly string me = Guid.NewGuid().ToString("N");
    readonly ConcurrentDictionary<string, Listeners> byOwner = new();
    int inAll;

    public LiveEvents(RedisGateway redis)
    {
        this.redis = redis;
        redis.Subscribe(RedisKeys.Live, Receive);
    }

    /// <summary>Everything that changes, of everybody; for what has to forget something. Handlers are quick and do not throw.</summary>
    public event Action<string, LiveEvent>? Published;

    public async Task PublishAsync(string ownerId, LiveEvent change)
    {
        Deliver(ownerId, change);
        await redis.TryAsync(db => db.PublishAsync(RedisKeys.Live, string.Join(Separator, me, ownerId, change.Kind, change.Id)));
    }

    /// <summary>Hears what changes from now on, until it is disposed.</summary>
    /// <returns>Null when this user, or all together, listen too often.</returns>
    public LiveListener? Listen(string ownerId)
    {
        while (true)
        {
            var listeners = byOwner.GetOrAdd(ownerId, _ => new Listeners());
            lock (listeners)
            {
                if (listeners.Ended)
                    continue;
                if (listeners.All.Count >= MaxPerUser || Volatile.Read(ref inAll) >= MaxInAll)
                    return null;
                var listener = new LiveListener(gone => Forget(ownerId, gone));
                listeners.All.Add(listener);
                Interlocked.Increment(ref inAll);
                return listener;
            }
        }
    }

    void Forget(string ownerId, LiveListener gone)
    {
        if (!byOwner.TryGetValue(ownerId, out var listeners))
            return;
        lock (listeners)
        {
            if (listeners.All.Remove(gone))
                Interlocked.Decrement(ref inAll);
            if (listeners.All.Count > 0)
                return;
            listeners.Ended = true;
            byOwner.TryRemove(ownerId, out _);
        }
    }

    void Receive(RedisValue message)
    {
        if (message.ToString().Split(Separator) is [var from, var ownerId, var kind, var id] && from != me)
            Deliver(ownerId, new LiveEvent(kind, id));
    }

    void Deliver(string ownerId, LiveEvent change)
    {
        Published?.Invoke(ownerId, change);
        if (!byOwner.TryGetValue(ownerId, out var listeners))
            return;
        lock (listeners)
            listeners.All.ForEach(listener => listener.Hear(change));
    }

    sealed class Listeners
    {
        public List<LiveListener> All { get; } = [];

        /// <summary>Taken out of the dictionary: who finds it looks again.</summary>
        public bool Ended { get; set; }
    }
}
