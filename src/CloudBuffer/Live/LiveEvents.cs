using System.Collections.Concurrent;
using CloudBuffer.Redis;
using CloudBuffer.Settings;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace CloudBuffer.Live;

/// <summary>
/// Publishes live events: within this process immediately, to other processes over Redis. Listeners (<see cref="Listen"/>) are for
/// requests that wait for the events of one user; <see cref="Published"/> is for caches of this process. An event may be lost when
/// Redis is unavailable, so listeners also poll at a low rate.
/// </summary>
public sealed class LiveEvents
{
    const int GuaranteedPerUser = 2; // also when others have taken all places
    const char Separator = '\n';

    readonly RedisGateway redis;
    readonly string processId = Guid.NewGuid().ToString("N");
    readonly ConcurrentDictionary<string, Listeners> byOwner = new();
    readonly ConcurrentDictionary<string, int> byNetwork = new();
    readonly Limits limits;
    int total;

    public LiveEvents(RedisGateway redis, IOptions<CloudBufferOptions> options)
    {
        this.redis = redis;
        limits = options.Value.Limits;
        redis.Subscribe(RedisKeys.Live, Receive);
    }

    /// <summary>All events of all users, with the owner id. Handlers must be fast and must not throw.</summary>
    public event Action<string, LiveEvent>? Published;

    public async Task PublishAsync(string ownerId, LiveEvent change)
    {
        Deliver(ownerId, change);
        await redis.TryAsync(db => db.PublishAsync(RedisKeys.Live, string.Join(Separator, processId, ownerId, change.Kind, change.Id)));
    }

    /// <summary>Listens to the events of a user until the listener is disposed.</summary>
    /// <param name="network">The network of the client.</param>
    /// <returns>Null if there are too many listeners of this user, of the network or in total.</returns>
    public LiveListener? Listen(string ownerId, string network)
    {
        if (byNetwork.AddOrUpdate(network, 1, (_, count) => count + 1) <= limits.ListenersPerNetwork && TryListen(ownerId, network) is { } listener)
            return listener;
        LeaveNetwork(network);
        return null;
    }

    LiveListener? TryListen(string ownerId, string network)
    {
        while (true)
        {
            var listeners = byOwner.GetOrAdd(ownerId, _ => new Listeners());
            lock (listeners)
            {
                if (listeners.IsRemoved)
                    continue;
                int count = listeners.All.Count;
                if (count >= limits.ListenersPerUser || (count >= GuaranteedPerUser && Volatile.Read(ref total) >= limits.Listeners))
                    return null;
                var listener = new LiveListener(disposed => Remove(ownerId, network, disposed));
                listeners.All.Add(listener);
                Interlocked.Increment(ref total);
                return listener;
            }
        }
    }

    void LeaveNetwork(string network)
    {
        if (byNetwork.AddOrUpdate(network, 0, (_, count) => count - 1) == 0)
            byNetwork.TryRemove(KeyValuePair.Create(network, 0));
    }

    void Remove(string ownerId, string network, LiveListener listener)
    {
        if (!byOwner.TryGetValue(ownerId, out var listeners))
            return;
        lock (listeners)
        {
            if (!listeners.All.Remove(listener))
                return;
            Interlocked.Decrement(ref total);
            LeaveNetwork(network);
            if (listeners.All.Count > 0)
                return;
            listeners.IsRemoved = true;
            byOwner.TryRemove(ownerId, out _);
        }
    }

    void Receive(RedisValue message)
    {
        if (message.ToString().Split(Separator) is [var sender, var ownerId, var kind, var id] && sender != processId)
            Deliver(ownerId, new LiveEvent(kind, id));
    }

    void Deliver(string ownerId, LiveEvent change)
    {
        Published?.Invoke(ownerId, change);
        if (!byOwner.TryGetValue(ownerId, out var listeners))
            return;
        lock (listeners)
            listeners.All.ForEach(listener => listener.TryEnqueue(change));
    }

    sealed class Listeners
    {
        public List<LiveListener> All { get; } = [];

        /// <summary>Removed from the dictionary; a concurrent caller must look it up again.</summary>
        public bool IsRemoved { get; set; }
    }
}
