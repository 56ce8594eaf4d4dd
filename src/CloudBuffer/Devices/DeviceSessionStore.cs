using System.Security.Claims;
using System.Security.Cryptography;
using CloudBuffer.Access;
using CloudBuffer.Data;
using CloudBuffer.Live;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace CloudBuffer.Devices;

/// <summary>
/// Keeps sessions as rows instead of in cookies, so that a signed-out cookie is worthless at once. What was read is remembered
/// for a moment; a change forgets it, also in other processes.
/// </summary>
public sealed class DeviceSessionStore : ITicketStore, IDisposable
{
    /// <summary>In <see cref="AuthenticationProperties.Items"/>: the <see cref="DeviceOrigin"/>, where it is not the password.</summary>
    public const string OriginItem = "origin";

    const int MaxCached = 10_000;
    static readonly TimeSpan CacheDuration = TimeSpan.FromSeconds(10); // where an event was lost on its way
    static readonly TimeSpan LastSeenResolution = TimeSpan.FromMinutes(1);
    static readonly TimeSpan DefaultLife = TimeSpan.FromDays(14);

    readonly IHttpContextAccessor accessor;
    readonly IServiceScopeFactory scopes;
    readonly LiveEvents live;
    readonly TimeProvider time;
    readonly IDataProtector protector;
    // How often something had to be forgotten: what was read before that is not remembered after it.
    int forgotten;
    readonly MemoryCache remembered = new(new MemoryCacheOptions { SizeLimit = MaxCached });

    public DeviceSessionStore(IHttpContextAccessor accessor, IServiceScopeFactory scopes, LiveEvents live, TimeProvider time, IDataProtectionProvider protection)
    {
        this.accessor = accessor;
        this.scopes = scopes;
        this.live = live;
        this.time = time;
        protector = protection.CreateProtector("CloudBuffer.DeviceTicket");
        live.Published += Forget;
    }

    public async Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        var key = RandomSecret.New();
        var context = accessor.HttpContext;
        var now = time.GetUtcMilliseconds();
        var browser = BrowserName.Of(context?.Request.Headers.UserAgent.ToString() ?? "");
        var origin = Enum.TryParse<DeviceOrigin>(ticket.Properties.Items.TryGetValue(OriginItem, out var said) ? said : null, out var parsed) ? parsed : DeviceOrigin.Password;
        var row = new DeviceSession
        {
            Id = RandomNumberGenerator.GetHexString(32, lowercase: true),
            OwnerId = ticket.Principal.Id(),
            KeyHash = RandomSecret.Hash(key),
            Name = browser,
            Browser = browser,
            Origin = origin,
            PasswordVerified = origin == DeviceOrigin.Password,
            CreatedAt = now,
            ExpiresAt = ticket.Properties.ExpiresUtc ?? now + DefaultLife,
            LastSeenAt = now,
            LastSeenFrom = context?.Connection.RemoteIpAddress?.ToString() ?? "",
            Ticket = Protect(ticket),
        };
        await WriteAsync(async db =>
        {
            await db.Devices.Where(device => device.OwnerId == row.OwnerId && device.ExpiresAt <= now).ExecuteDeleteAsync();
            db.Devices.Add(row);
            return await db.SaveChangesAsync();
        });
        await live.PublishAsync(row.OwnerId, new LiveEvent("device", row.Id));
        return key;
    }

    public async Task RenewAsync(string key, AuthenticationTicket ticket)
    {
        var hash = RandomSecret.Hash(key);
        var (bytes, end) = (Protect(ticket), ticket.Properties.ExpiresUtc ?? time.GetUtcNow() + DefaultLife);
        // The framework moves the end with each renewal, whatever the ticket says; a borrowed computer keeps the one it was given.
        await WriteAsync(db => db.Devices.Where(device => device.KeyHash == hash).ExecuteUpdateAsync(
            set => set.SetProperty(device => device.Ticket, bytes).SetProperty(device => device.ExpiresAt, device => device.Origin == DeviceOrigin.Borrowed ? device.ExpiresAt : end)));
        ForgetOne(hash);
    }

    public async Task<AuthenticationTicket?> RetrieveAsync(string key)
    {
        var hash = RandomSecret.Hash(key);
        if (remembered.Get<CachedTicket>(hash) is { } known && known.ExpiresAt > time.GetUtcNow())
            return known.Ticket;
        int before = Volatile.Read(ref forgotten);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var now = time.GetUtcMilliseconds();
        if (await db.Devices.AsNoTracking().SingleOrDefaultAsync(device => device.KeyHash == hash && device.ExpiresAt > now) is not { } row || Unprotect(row) is not { } ticket)
            return null;
        remembered.Set(hash, new CachedTicket(row.OwnerId, row.ExpiresAt, ticket), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = CacheDuration });
        if (before != Volatile.Read(ref forgotten))
            remembered.Remove(hash);
        var from = accessor.HttpContext?.Connection.RemoteIpAddress?.ToString() ?? "";
        if (now - row.LastSeenAt > LastSeenResolution || row.LastSeenFrom != from)
            await UpdateLastSeenAsync(row.Id, now, from);
        return ticket;
    }

    public async Task RemoveAsync(string key)
    {
        var hash = RandomSecret.Hash(key);
        string? ownerId = null;
        await WriteAsync(async db =>
        {
            ownerId = await db.Devices.Where(device => device.KeyHash == hash).Select(device => device.OwnerId).SingleOrDefaultAsync();
            return await db.Devices.Where(device => device.KeyHash == hash).ExecuteDeleteAsync();
        });
        ForgetOne(hash);
        if (ownerId is not null)
            await live.PublishAsync(ownerId, new LiveEvent("device", ""));
    }

    public void Dispose()
    {
        live.Published -= Forget;
        remembered.Dispose();
    }

    void Forget(string ownerId, LiveEvent change)
    {
        if (change.Kind != "device")
            return;
        Interlocked.Increment(ref forgotten);
        foreach (var hash in remembered.Keys)
        {
            if (remembered.Get<CachedTicket>(hash)?.OwnerId == ownerId)
                remembered.Remove(hash);
        }
    }

    void ForgetOne(string hash)
    {
        Interlocked.Increment(ref forgotten);
        remembered.Remove(hash);
    }

    async Task UpdateLastSeenAsync(string id, DateTimeOffset now, string from)
    {
        var forgotten = now - DeviceSession.MaxIdleTime;
        try
        {
            await WriteAsync(db => db.Devices.Where(device => device.Id == id).ExecuteUpdateAsync(
                set => set.SetProperty(device => device.LastSeenAt, now).SetProperty(device => device.LastSeenFrom, from)
                    .SetProperty(device => device.ReauthenticationRequired, device => device.ReauthenticationRequired || device.LastSeenAt < forgotten)));
        }
        catch (SqliteException)
        {
            // On a full disk people go on reading; that they were here is noted another time.
        }
    }

    async Task WriteAsync(Func<AppDbContext, Task<int>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        await db.WriteAsync(durable: false, () => work(db), CancellationToken.None);
    }

    byte[] Protect(AuthenticationTicket ticket) => protector.Protect(TicketSerializer.Default.Serialize(ticket));

    /// <summary>The ticket, which also says which device it is.</summary>
    AuthenticationTicket? Unprotect(DeviceSession row)
    {
        try
        {
            if (TicketSerializer.Default.Deserialize(protector.Unprotect(row.Ticket)) is not { } ticket)
                return null;
            var identity = (ClaimsIdentity)ticket.Principal.Identity!;
            foreach (var old in identity.FindAll(claim => claim.Type is SessionClaims.Device or SessionClaims.TemporaryUntil).ToList())
                identity.RemoveClaim(old);
            identity.AddClaim(new Claim(SessionClaims.Device, row.Id));
            if (row.Origin == DeviceOrigin.Borrowed)
                identity.AddClaim(new Claim(SessionClaims.TemporaryUntil, row.ExpiresAt.UtcDateTime.ToString("O")));
            return ticket;
        }
        catch (CryptographicException)
        {
            return null; // the keys are gone: everybody signs in again
        }
    }

    sealed record CachedTicket(string OwnerId, DateTimeOffset ExpiresAt, AuthenticationTicket Ticket);
}
