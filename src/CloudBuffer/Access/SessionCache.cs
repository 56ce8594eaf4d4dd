using CloudBuffer.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Caching.Memory;

namespace CloudBuffer.Access;

/// <summary>
/// Recently verified sessions and access tokens, by the hash of their secret. A change of the owner's devices or tokens invalidates all of
/// that owner.
/// </summary>
public sealed class SessionCache(TimeProvider time) : IDisposable
{
    const int MaxTickets = 10_000;
    static readonly TimeSpan Duration = TimeSpan.FromSeconds(10); // in case an event is lost

    readonly MemoryCache tickets = new(new MemoryCacheOptions { SizeLimit = MaxTickets });
    readonly OwnerGenerations generations = new();
    int version;

    /// <summary>Changes with every invalidation. Read it before the row, and pass it to <see cref="Set"/>.</summary>
    public int Version => Volatile.Read(ref version);

    /// <returns>Null if it has to be verified.</returns>
    public AuthenticationTicket? Find(string hash) => tickets.Get<CachedTicket>(hash) is { } cached && IsValid(cached) ? cached.Ticket : null;

    /// <param name="versionBefore">If it has changed, the ticket may be outdated and is not cached.</param>
    public void Set(string hash, string ownerId, DateTimeOffset expiresAt, AuthenticationTicket ticket, int versionBefore)
    {
        int generation = generations.Of(ownerId);
        if (versionBefore == Version)
        {
            tickets.Set(hash, new CachedTicket(ownerId, expiresAt, generation, ticket),
                new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Duration });
        }
    }

    public void Remove(string hash)
    {
        Interlocked.Increment(ref version);
        tickets.Remove(hash);
    }

    /// <summary>Invalidates all of an owner.</summary>
    public void RemoveOwner(string ownerId)
    {
        // In this order: otherwise a ticket of the former version could be cached with the new generation.
        Interlocked.Increment(ref version);
        generations.Invalidate(ownerId);
    }

    public void Dispose() => tickets.Dispose();

    bool IsValid(CachedTicket cached) => cached.ExpiresAt > time.GetUtcNow() && cached.Generation == generations.Of(cached.OwnerId);

    sealed record CachedTicket(string OwnerId, DateTimeOffset ExpiresAt, int Generation, AuthenticationTicket Ticket);
}
