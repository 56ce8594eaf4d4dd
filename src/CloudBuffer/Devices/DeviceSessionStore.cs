using System.Security.Cryptography;
using CloudBuffer.Access;
using CloudBuffer.Data;
using CloudBuffer.Live;
using CloudBuffer.Settings;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Devices;

/// <summary>
/// Stores sessions as rows instead of in cookies, so that a revoked session ends with the next request, for every copy of the cookie.
/// </summary>
public sealed class DeviceSessionStore(
    IHttpContextAccessor accessor, IServiceScopeFactory scopes, SessionCache cache, DeviceTicketProtector protector,
    IOptions<CloudBufferOptions> options, LiveEvents live, TimeProvider time) : ITicketStore
{
    /// <summary>In <see cref="AuthenticationProperties.Items"/>: the <see cref="DeviceOrigin"/>; missing for a password.</summary>
    public const string OriginItem = "origin";

    static readonly TimeSpan LastSeenResolution = TimeSpan.FromMinutes(1);

    // After a failed write. Each attempt may wait for a lock for seconds.
    static readonly TimeSpan WritePause = TimeSpan.FromSeconds(30);

    DateTimeOffset pausedUntil;

    public async Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        var key = RandomSecret.New();
        var row = CreateRow(key, ticket);
        var revoked = new List<string>();
        await WriteAsync(row.OwnerId, async db =>
        {
            var devices = db.Devices.Where(device => device.OwnerId == row.OwnerId);
            await devices.Where(device => device.ExpiresAt <= row.CreatedAt).ExecuteDeleteAsync();
            revoked = await devices.OrderByDescending(device => device.LastSeenAt).Skip(options.Value.Limits.SessionsPerUser - 1)
                .Select(device => device.KeyHash).ToListAsync();
            await devices.Where(device => revoked.Contains(device.KeyHash)).ExecuteDeleteAsync();
            db.Devices.Add(row);
            return await db.SaveChangesAsync();
        });
        revoked.ForEach(cache.Remove);
        await live.PublishAsync(row.OwnerId, LiveEvent.DevicesChanged(row.Id));
        return key;
    }

    public async Task RenewAsync(string key, AuthenticationTicket ticket)
    {
        var keyHash = RandomSecret.Hash(key);
        var bytes = protector.Protect(ticket);
        bool isStored = await TryWriteAsync(ticket.Principal.Id(), async db =>
        {
            var createdAt = await db.Devices.Where(device => device.KeyHash == keyHash).Select(device => device.CreatedAt).SingleOrDefaultAsync();
            var expiresAt = ExpiryOf(ticket, createdAt);
            // The framework extends the expiry with each renewal. A temporary sign-in keeps its own.
            return await db.Devices.Where(device => device.KeyHash == keyHash).ExecuteUpdateAsync(set => set
                .SetProperty(device => device.Ticket, bytes)
                .SetProperty(device => device.ExpiresAt, device => device.Origin == DeviceOrigin.Borrowed ? device.ExpiresAt : expiresAt));
        });
        if (isStored)
            cache.Remove(keyHash);
    }

    public async Task<AuthenticationTicket?> RetrieveAsync(string key)
    {
        var keyHash = RandomSecret.Hash(key);
        if (cache.Find(keyHash) is { } cached)
            return cached;
        int version = cache.Version;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var now = time.GetUtcMilliseconds();
        var row = await db.Devices.AsNoTracking().SingleOrDefaultAsync(device => device.KeyHash == keyHash && device.ExpiresAt > now);
        if (row is null || protector.Unprotect(row) is not { } ticket)
            return null;
        cache.Set(keyHash, row.OwnerId, row.ExpiresAt, ticket, version);
        var address = accessor.HttpContext?.RemoteAddress() ?? "";
        if (now - row.LastSeenAt > LastSeenResolution || row.LastSeenFrom != address)
            await UpdateLastSeenAsync(row, now, address);
        return ticket;
    }

    public async Task RemoveAsync(string key)
    {
        var keyHash = RandomSecret.Hash(key);
        if (await FindOwnerAsync(keyHash) is not { } ownerId)
            return;
        // A power cut must not revive the session.
        await WriteAsync(ownerId, db => db.Devices.Where(device => device.KeyHash == keyHash).ExecuteDeleteAsync(), durable: true);
        cache.Remove(keyHash);
        await live.PublishAsync(ownerId, LiveEvent.DevicesChanged());
    }

    async Task<string?> FindOwnerAsync(string keyHash)
    {
        await using var scope = scopes.CreateAsyncScope();
        var devices = scope.ServiceProvider.GetRequiredService<AppDbContext>().Devices;
        return await devices.Where(device => device.KeyHash == keyHash).Select(device => device.OwnerId).SingleOrDefaultAsync();
    }

    DeviceSession CreateRow(string key, AuthenticationTicket ticket)
    {
        var now = time.GetUtcMilliseconds();
        var browser = BrowserName.FromUserAgent(accessor.HttpContext?.Request.Headers.UserAgent.ToString() ?? "");
        var origin = ticket.Properties.Items.TryGetValue(OriginItem, out var item) && Enum.TryParse<DeviceOrigin>(item, out var parsed)
            ? parsed
            : DeviceOrigin.Password;
        return new DeviceSession
        {
            Id = RandomNumberGenerator.GetHexString(32, lowercase: true),
            OwnerId = ticket.Principal.Id(),
            KeyHash = RandomSecret.Hash(key),
            Name = browser,
            Browser = browser,
            Origin = origin,
            PasswordVerified = origin == DeviceOrigin.Password,
            CreatedAt = now,
            ExpiresAt = ExpiryOf(ticket, now),
            LastSeenAt = now,
            LastSeenFrom = accessor.HttpContext?.RemoteAddress() ?? "",
            Ticket = protector.Protect(ticket),
        };
    }

    DateTimeOffset ExpiryOf(AuthenticationTicket ticket, DateTimeOffset createdAt)
    {
        var unused = ticket.Properties.ExpiresUtc ?? time.GetUtcNow() + SessionLifetime.Default;
        var latest = createdAt + options.Value.MaxSessionLifetime;
        return unused < latest ? unused : latest;
    }

    async Task UpdateLastSeenAsync(DeviceSession session, DateTimeOffset now, string address)
    {
        var idleSince = now - SessionLifetime.MaxIdleTime;
        await TryWriteAsync(session.OwnerId, db => db.Devices.Where(device => device.Id == session.Id).ExecuteUpdateAsync(set => set
            .SetProperty(device => device.LastSeenAt, now)
            .SetProperty(device => device.LastSeenFrom, address)
            .SetProperty(device => device.ReauthenticationRequired, device => device.ReauthenticationRequired || device.LastSeenAt < idleSince)));
    }

    /// <summary>For a request that must also work while the database accepts no write. A later request tries again.</summary>
    async Task<bool> TryWriteAsync(string ownerId, Func<AppDbContext, Task<int>> work)
    {
        if (time.GetUtcNow() < pausedUntil)
            return false;
        try
        {
            await WriteAsync(ownerId, work);
            return true;
        }
        catch (SqliteException)
        {
            pausedUntil = time.GetUtcNow() + WritePause;
            return false;
        }
    }

    async Task WriteAsync(string ownerId, Func<AppDbContext, Task<int>> work, bool durable = false)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        await db.WriteAsync(ownerId, durable, () => work(db), CancellationToken.None);
    }
}
