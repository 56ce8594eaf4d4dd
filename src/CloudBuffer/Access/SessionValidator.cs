using System.Security.Claims;
using CloudBuffer.Data;
using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.Access;

/// <summary>
/// Validates sessions and access tokens again during a long request, because they may be revoked meanwhile. Concurrent checks share a
/// query: those that arrive while one runs are answered by the next. A waiting request holds no database context.
/// </summary>
public sealed class SessionValidator(IServiceScopeFactory scopes, TimeProvider time)
{
    const int MaxBatch = 500;

    readonly Lock gate = new();
    readonly Queue<Check> waiting = new();
    bool isRunning;

    /// <summary>Whether the session or access token of this user is still valid.</summary>
    public Task<bool> IsStillValidAsync(ClaimsPrincipal user, CancellationToken cancellationToken) =>
        CheckAsync(user.AccessTokenId() is { } token ? new Check(token, user.Id(), IsToken: true) : new Check(user.DeviceId(), user.Id()), cancellationToken);

    /// <summary>Whether this device of this user is still signed in.</summary>
    public Task<bool> IsDeviceActiveAsync(string? deviceId, string ownerId, CancellationToken cancellationToken) =>
        CheckAsync(new Check(deviceId, ownerId), cancellationToken);

    Task<bool> CheckAsync(Check check, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            waiting.Enqueue(check);
            if (!isRunning)
                _ = Task.Run(RunAsync, CancellationToken.None);
            isRunning = true;
        }
        return check.Completion.Task.WaitAsync(cancellationToken);
    }

    async Task RunAsync()
    {
        while (TakeBatch() is { Count: > 0 } batch)
        {
            try
            {
                var valid = await FindValidAsync(batch);
                foreach (var check in batch)
                    check.Completion.SetResult(valid.Contains((check.Id, check.OwnerId)));
            }
            catch (Exception e)
            {
                foreach (var check in batch)
                    check.Completion.TrySetException(e);
            }
        }
    }

    List<Check> TakeBatch()
    {
        lock (gate)
        {
            var batch = new List<Check>(Math.Min(waiting.Count, MaxBatch));
            while (batch.Count < MaxBatch && waiting.TryDequeue(out var check))
                batch.Add(check);
            isRunning = batch.Count > 0;
            return batch;
        }
    }

    async Task<HashSet<(string? Id, string OwnerId)>> FindValidAsync(List<Check> batch)
    {
        var now = time.GetUtcNow();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var valid = new HashSet<(string? Id, string OwnerId)>();
        if (IdsOf(batch, tokens: false) is { Length: > 0 } devices)
        {
            var rows = db.Devices.Where(row => devices.Contains(row.Id) && row.ExpiresAt > now).Select(row => new { row.Id, row.OwnerId });
            await foreach (var row in rows.AsAsyncEnumerable())
                valid.Add((row.Id, row.OwnerId));
        }
        if (IdsOf(batch, tokens: true) is { Length: > 0 } ids)
        {
            var rows = db.Tokens.Where(row => ids.Contains(row.Id) && row.ExpiresAt > now).Select(row => new { row.Id, row.OwnerId });
            await foreach (var row in rows.AsAsyncEnumerable())
                valid.Add((row.Id, row.OwnerId));
        }
        return valid;
    }

    static string[] IdsOf(List<Check> batch, bool tokens) =>
        [.. batch.Where(check => check.IsToken == tokens).Select(check => check.Id).OfType<string>().Distinct()];

    sealed record Check(string? Id, string OwnerId, bool IsToken = false)
    {
        public TaskCompletionSource<bool> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
