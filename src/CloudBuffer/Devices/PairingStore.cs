using System.Text.RegularExpressions;
using CloudBuffer.Access;
using CloudBuffer.Redis;
using CloudBuffer.Responses;
using StackExchange.Redis;

namespace CloudBuffer.Devices;

/// <summary>
/// Pairings in Redis for a minute or two, by the hashes of their secrets. Each step is one compare-and-swap, so of two concurrent
/// attempts one fails. If Redis loses them, the user creates a new code.
/// </summary>
public sealed partial class PairingStore(RedisGateway redis, RedisRecordProtector protector, SessionValidator session, TimeProvider time)
{
    public static readonly TimeSpan OfferLifetime = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan RequestLifetime = TimeSpan.FromMinutes(2);

    // After a late claim there is still time to compare both screens.
    static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(60);

    // The new device polls every second.
    static readonly TimeSpan RedeemTimeout = TimeSpan.FromSeconds(30);

    /// <summary>A signed-in device creates an offer. Only this device can approve it.</summary>
    /// <returns>The secret for the QR code, and the id by which the device polls the offer.</returns>
    /// <exception cref="ErrorException">Redis is unavailable.</exception>
    public async Task<(string Secret, string Id)> CreateOfferAsync(string ownerId, string deviceId)
    {
        var secret = RandomSecret.New();
        var offer = new Pairing(PairingKind.Offer, PairingState.Open, ownerId, null, null, null, 0, time.GetUtcNow() + OfferLifetime);
        await AddAsync(RandomSecret.Hash(secret), offer with { OfferingDeviceId = deviceId });
        return (secret, RandomSecret.Hash(secret));
    }

    /// <summary>The new device claims an offer. Only the first claim succeeds.</summary>
    /// <returns>The claim by which the device redeems it, the number to show, and the owner; null if it is used, expired or unknown.</returns>
    public async Task<(string Claim, string Number, string OwnerId)?> ClaimOfferAsync(string secret, string device, string address)
    {
        var id = RandomSecret.Hash(secret);
        var (pairing, raw) = await ReadAsync(id);
        if (pairing is { Kind: PairingKind.Offer, State: PairingState.Waiting })
            await SwapAsync(id, raw, pairing with { IsContested = true });
        if (pairing is not { Kind: PairingKind.Offer, State: PairingState.Open })
            return null;
        var claim = RandomSecret.New();
        var waiting = pairing with
        {
            State = PairingState.Waiting,
            NewDevice = device,
            Address = address,
            Number = NumberMatch.New(),
            ExpiresAt = time.GetUtcNow() + ResponseTimeout,
        };
        if (!await SwapAsync(id, raw, waiting))
            return await ClaimOfferAsync(secret, device, address); // another device claimed it first; mark it as contested
        await AddClaimAsync(claim, id, waiting.ExpiresAt - time.GetUtcNow() + RedeemTimeout);
        return (claim, waiting.Number, pairing.OwnerId!);
    }

    /// <summary>A new device creates a request for a temporary sign-in.</summary>
    /// <returns>The secret for the QR code, the claim by which the device redeems it, and the number to show.</returns>
    public async Task<(string Secret, string Claim, string Number)> CreateRequestAsync(string device, string address)
    {
        var (secret, claim, number) = (RandomSecret.New(), RandomSecret.New(), NumberMatch.New());
        var id = RandomSecret.Hash(secret);
        await AddAsync(id, new Pairing(PairingKind.Request, PairingState.Waiting, null, device, address, number, 0, time.GetUtcNow() + RequestLifetime));
        await AddClaimAsync(claim, id, RequestLifetime + RedeemTimeout);
        return (secret, claim, number);
    }

    /// <param name="id">The hash of the secret.</param>
    /// <returns>Null if it is unknown or expired.</returns>
    public async Task<Pairing?> FindAsync(string id) => (await ReadAsync(id)).Pairing;

    /// <summary>
    /// Approves or denies a pairing, once. An approval requires the number of the other screen. The same response again, after a lost
    /// connection, has the same result.
    /// </summary>
    /// <param name="deviceId">The responding device.</param>
    /// <returns>The new state; null if there is no such pairing to respond to.</returns>
    public async Task<PairingState?> RespondAsync(string id, string ownerId, string deviceId, bool approve, string number)
    {
        while (true)
        {
            var (pairing, raw) = await ReadAsync(id);
            if (pairing is { State: PairingState.Allowed } && approve && pairing.OwnerId == ownerId && pairing.ApprovingDeviceId == deviceId
                && pairing.Number == number)
                return PairingState.Allowed;
            if (pairing is not { State: PairingState.Waiting })
                return null;
            if (pairing.Kind == PairingKind.Offer && (pairing.OwnerId != ownerId || pairing.OfferingDeviceId != deviceId))
                return null;
            Pairing next;
            if (!approve)
                next = pairing with { State = PairingState.Denied };
            else if (pairing.Number == number)
                next = pairing with { State = PairingState.Allowed, OwnerId = ownerId, ApprovingDeviceId = deviceId };
            else
                next = NumberMatch.Fail(pairing);
            if (await SwapAsync(id, raw, next))
                return next.State;
        }
    }

    /// <summary>The new device redeems an approval, once. The approval is void if the approving device was signed out meanwhile.</summary>
    /// <param name="signIn">Signs the new device in. If it fails, the approval can be redeemed again.</param>
    /// <returns>The waiting or redeemed pairing; null if it is expired, denied or redeemed before.</returns>
    public async Task<Pairing?> RedeemAsync(string claim, Func<Pairing, Task> signIn, CancellationToken cancellationToken)
    {
        var claimKey = RedisKeys.PairingClaim(RandomSecret.Hash(claim));
        if (protector.Unprotect<string>(claimKey, await redis.ExecuteAsync(db => db.StringGetAsync(claimKey))) is not { } id)
            return null;
        var (pairing, raw) = await ReadAsync(id);
        if (pairing is not { State: PairingState.Allowed, IsRedeemed: false, OwnerId: { } ownerId, ApprovingDeviceId: { } deviceId })
            return pairing is { State: PairingState.Waiting } ? pairing : null;
        if (!await session.IsDeviceActiveAsync(deviceId, ownerId, cancellationToken))
            return null;
        var redeemed = pairing with { IsRedeemed = true };
        return LifetimeOf(redeemed) is { Ticks: > 0 } lifetime
            && await redis.RedeemAsync(RedisKeys.Pairing(id), raw, Protect(id, redeemed, lifetime), lifetime, () => signIn(pairing)) ? pairing : null;
    }

    Task<bool> AddAsync(string id, Pairing pairing)
    {
        var lifetime = LifetimeOf(pairing);
        var value = Protect(id, pairing, lifetime);
        return redis.ExecuteAsync(db => db.StringSetAsync(RedisKeys.Pairing(id), value, lifetime, When.NotExists));
    }

    Task<bool> AddClaimAsync(string claim, string id, TimeSpan lifetime)
    {
        var key = RedisKeys.PairingClaim(RandomSecret.Hash(claim));
        return redis.ExecuteAsync(db => db.StringSetAsync(key, protector.Protect(key, id, lifetime), lifetime));
    }

    async Task<(Pairing? Pairing, RedisValue Raw)> ReadAsync(string id)
    {
        if (!IdFormat().IsMatch(id))
            return default;
        var raw = await redis.ExecuteAsync(db => db.StringGetAsync(RedisKeys.Pairing(id)));
        return Parse(id, raw) is { } pairing && (pairing.State == PairingState.Allowed || pairing.ExpiresAt > time.GetUtcNow()) ? (pairing, raw) : (null, raw);
    }

    async Task<bool> SwapAsync(string id, RedisValue before, Pairing after) => LifetimeOf(after) is { Ticks: > 0 } lifetime
        && await redis.ReplaceAsync(RedisKeys.Pairing(id), before, Protect(id, after, lifetime), lifetime);

    TimeSpan LifetimeOf(Pairing pairing) =>
        pairing.ExpiresAt - time.GetUtcNow() + (pairing.State == PairingState.Allowed ? RedeemTimeout : TimeSpan.Zero);

    RedisValue Protect(string id, Pairing pairing, TimeSpan lifetime) => protector.Protect(RedisKeys.Pairing(id), pairing, lifetime);

    Pairing? Parse(string id, RedisValue raw) => protector.Unprotect<Pairing>(RedisKeys.Pairing(id), raw);

    // The hash of a secret. Anything else could name a key of another kind.
    [GeneratedRegex("^[0-9a-f]{64}\\z")]
    private static partial Regex IdFormat();
}
