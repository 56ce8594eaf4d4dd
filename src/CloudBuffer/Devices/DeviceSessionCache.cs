using CloudBuffer.Live;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Caching.Memory;

namespace CloudBuffer.Devices;

/// <summary>Recently read authentication tickets, by key hash. A live event invalidates them, also from other processes.</summary>
public sealed class DeviceSessionCache : IDisposable
{
    const int MaxTickets = 10_000;
    static readonly TimeSpan Duration = TimeSpan.FromSeconds(10); // in case an event is lost

    readonly LiveEvents live;
    readonly TimeProvider time;
    readonly MemoryCache tickets = new(new MemoryCacheOptions { SizeLimit = MaxTickets });
    int version;

    public DeviceSessionCache(LiveEvents live, TimeProvider time)
    {
        this.live = live;
        this.time = time;
        live.Published += Invalidate;
    }

    /// <summary>Changes with every invalidation. Read it before the row, and pass it to <see cref="Set"/>.</summary>
    public int Version => Volatile.Read(ref version);

    public AuthenticationTicket? Find(string keyHash) =>
        tickets.Get<CachedTicket>(keyHash) is { } cached && cached.ExpiresAt > time.GetUtcNow() ? cached.Ticket : null;

    /// <param name="version">If it has changed, the ticket may be outdated and is not cached.</param>
    public void Set(string keyHash, string ownerId, DateTimeOffset expiresAt, AuthenticationTicket ticket, int version)
    {
        var options = new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Duration };
        tickets.Set(keyHash, new CachedTicket(ownerId, expiresAt, ticket), options);
        if (version != Version)
            tickets.Remove(keyHash);
    }

    public void Remove(string keyHash)
    {
        Interlocked.Increment(ref version);
        tickets.Remove(keyHash);
    }

    public void Dispose()
    {
        live.Published -= Invalidate;
        tickets.Dispose();
    }

    void Invalidate(string ownerId, LiveEvent change)
    {
        if (change.Kind != LiveEventKinds.Device)
            return;
        Interlocked.Increment(ref version);
        foreach (var keyHash in tickets.Keys)
        {
            if (tickets.Get<CachedTicket>(keyHash)?.OwnerId == ownerId)
                tickets.Remove(keyHash);
        }
    }

    sealed record CachedTicket(string OwnerId, DateTimeOffset ExpiresAt, AuthenticationTicket Ticket);
}
