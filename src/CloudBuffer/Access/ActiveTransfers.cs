using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;

namespace CloudBuffer.Access;

/// <summary>The running uploads and downloads. They are aborted when their session is revoked, because they may take hours.</summary>
public sealed class ActiveTransfers(SessionValidator session)
{
    readonly ConcurrentDictionary<Transfer, bool> active = new();

    /// <summary>Tracks a request until the result is disposed.</summary>
    /// <returns>Null for an anonymous endpoint, which has no session.</returns>
    public IDisposable? Track(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            return null;
        var transfer = new Transfer(context, completed => active.TryRemove(completed, out _));
        active[transfer] = true;
        return transfer;
    }

    /// <summary>Aborts the transfers of revoked sessions.</summary>
    /// <param name="ownerId">The user to check; null for all.</param>
    public async Task AbortRevokedAsync(string? ownerId, CancellationToken cancellationToken)
    {
        // One query for each session, however many transfers it has.
        foreach (var transfers in active.Keys.Where(transfer => ownerId is null || transfer.OwnerId == ownerId).ToLookup(transfer => transfer.Session))
        {
            if (await session.IsStillValidAsync(transfers.First().User, cancellationToken))
                continue;
            foreach (var transfer in transfers)
                transfer.Abort();
        }
    }

    sealed class Transfer(HttpContext context, Action<Transfer> onCompleted) : IDisposable
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
                    context.Abort();
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
