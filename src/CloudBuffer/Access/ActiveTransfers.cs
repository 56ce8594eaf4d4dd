using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;

namespace CloudBuffer.Access;

/// <summary>
/// The uploads and downloads that run. One whose session ends meanwhile is broken off: whoever was signed out could otherwise go
/// on reading or writing for as long as it takes.
/// </summary>
public sealed class ActiveTransfers(SessionValidator session)
{
    readonly ConcurrentDictionary<Transfer, bool> open = new();

    /// <summary>Counts a request among them until the result is disposed.</summary>
    /// <returns>Null for what is open to everybody, which ends with no session.</returns>
    public IDisposable? Track(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            return null;
        var transfer = new Transfer(context, ended => open.TryRemove(ended, out _));
        open[transfer] = true;
        return transfer;
    }

    /// <summary>Breaks off those whose session has ended.</summary>
    /// <param name="ownerId">Whose to look at; null for all.</param>
    public async Task AbortRevokedAsync(string? ownerId, CancellationToken cancellationToken)
    {
        foreach (var transfer in open.Keys)
        {
            if ((ownerId is null || transfer.OwnerId == ownerId) && !await session.IsStillValidAsync(transfer.User, cancellationToken))
                transfer.Abort();
        }
    }

    sealed class Transfer(HttpContext context, Action<Transfer> forget) : IDisposable
    {
        // Kestrel uses a context again for the next request.
        readonly Lock ending = new();
        bool isOver;

        public ClaimsPrincipal User { get; } = context.User;

        public string? OwnerId { get; } = context.User.FindId();

        public void Abort()
        {
            lock (ending)
            {
                if (!isOver)
                    context.Abort();
            }
        }

        public void Dispose()
        {
            lock (ending)
                isOver = true;
            forget(this);
        }
    }
}
