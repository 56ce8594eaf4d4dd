using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;

namespace CloudBuffer.Access;

/// <summary>The running uploads, downloads and event streams. They are aborted when their session is revoked, because they may take hours.</summary>
public sealed class ActiveRequests(SessionValidator session)
{
    readonly ConcurrentDictionary<ActiveRequest, bool> active = new();

    /// <summary>Tracks a request until the result is disposed.</summary>
    /// <param name="abort">Ends the request; null to reset its connection.</param>
    /// <returns>Null for an anonymous endpoint, which has no session.</returns>
    public IDisposable? Track(HttpContext context, Action? abort = null)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            return null;
        var request = new ActiveRequest(context, abort ?? context.Abort, completed => active.TryRemove(completed, out _));
        active[request] = true;
        return request;
    }

    /// <summary>Aborts the requests of revoked sessions.</summary>
    /// <param name="ownerId">The user to check; null for all.</param>
    public async Task AbortRevokedAsync(string? ownerId, CancellationToken cancellationToken)
    {
        // One check for each session, however many requests it has. They share queries.
        await Task.WhenAll(active.Select(entry => entry.Key).Where(request => ownerId is null || request.OwnerId == ownerId)
            .ToLookup(request => request.Session)
            .Select(requests => AbortIfRevokedAsync(requests, cancellationToken)));
    }

    async Task AbortIfRevokedAsync(IEnumerable<ActiveRequest> ofSession, CancellationToken cancellationToken)
    {
        if (await session.IsStillValidAsync(ofSession.First().User, cancellationToken))
            return;
        foreach (var request in ofSession)
            request.Abort();
    }

    sealed class ActiveRequest(HttpContext context, Action abort, Action<ActiveRequest> onCompleted) : IDisposable
    {
        // Kestrel reuses the context for the next request, which must not be aborted.
        readonly Lock gate = new();
        bool isCompleted;

        public ClaimsPrincipal User { get; } = context.User;

        public string? OwnerId { get; } = context.User.FindId();

        public (string? Token, string? Device) Session { get; } = (context.User.AccessTokenId(), context.User.DeviceId());

        public void Abort()
        {
            lock (gate)
            {
                if (!isCompleted)
                    abort();
            }
        }

        public void Dispose()
        {
            lock (gate)
                isCompleted = true;
            onCompleted(this);
        }
    }
}
