using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using CloudBuffer.Access;
using CloudBuffer.Redis;
using CloudBuffer.Responses;
using StackExchange.Redis;

namespace CloudBuffer.Devices;

/// <summary>
/// Codes by which one device lets another in, in Redis for a minute or two, by the hashes of their secrets. Each step is one
/// compare-and-swap, so that of two who try at once one is refused. Where Redis is lost the code has to be shown anew.
/// </summary>
public sealed class PairingStore(RedisGateway redis, SessionValidator session, TimeProvider time)
{
    public static readonly TimeSpan OfferLifetime = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan RequestLifetime = TimeSpan.FromMinutes(2);

    // However late the code was scanned, there is time to look at both screens.
    static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(60);

    const int NumberChoices = 3;

    // The new device asks every second; after the yes it has this long.
    static readonly TimeSpan RedeemTimeout = TimeSpan.FromSeconds(30);

    /// <summary>A signed-in device shows a code, and nobody but it can say yes.</summary>
    /// <param name="device">Its id.</param>
    /// <returns>The secret for the code, and the id by which the device that shows it watches.</returns>
    /// <exception cref="ErrorException">Redis is away.</exception>
    public async Task<(string Secret, string Id)> CreateOfferAsync(string ownerId, string device)
    {
        var secret = RandomSecret.New();
        await AddAsync(RandomSecret.Hash(secret), new Pairing(PairingKind.Offer, PairingState.Open, ownerId, null, null, null, 0, time.GetUtcNow() + OfferLifetime) { OfferingDeviceId = device });
        return (secret, RandomSecret.Hash(secret));
    }

    /// <summary>The device that scanned an offer asks to be let in; only the first one can.</summary>
    /// <returns>The secret to fetch the session with, the number to show, and whose code it is; null when it is used, ended or unknown.</returns>
    public async Task<(string Claim, string Number, string OwnerId)?> ClaimOfferAsync(string secret, string device, string address)
    {
        var id = RandomSecret.Hash(secret);
        var (pairing, raw) = await ReadAsync(id);
        if (pairing is { Kind: PairingKind.Offer, State: PairingState.Waiting })
            await SwapAsync(id, raw, pairing with { IsContested = true });
        if (pairing is not { Kind: PairingKind.Offer, State: PairingState.Open })
            return null;
        var claim = RandomSecret.New();
        var number = NewNumber();
        var waiting = pairing with
        {
            State = PairingState.Waiting, NewDevice = device, Address = address, Number = number, EndsAt = time.GetUtcNow() + ResponseTimeout,
        };
        if (!await SwapAsync(id, raw, waiting))
            return await ClaimOfferAsync(secret, device, address); // somebody was faster, who is told of it
        await redis.ExecuteAsync(db => db.StringSetAsync(RedisKeys.PairingClaim(RandomSecret.Hash(claim)), id, waiting.EndsAt - time.GetUtcNow() + RedeemTimeout));
        return (claim, number, pairing.OwnerId!);
    }

    /// <summary>A borrowed computer shows a code.</summary>
    /// <returns>The secret for the code, the one to fetch the session with, and the number to show.</returns>
    public async Task<(string Secret, string Claim, string Number)> CreateRequestAsync(string device, string address)
    {
        var (secret, claim, number) = (RandomSecret.New(), RandomSecret.New(), NewNumber());
        var id = RandomSecret.Hash(secret);
        await AddAsync(id, new Pairing(PairingKind.Request, PairingState.Waiting, null, device, address, number, 0, time.GetUtcNow() + RequestLifetime));
        await redis.ExecuteAsync(db => db.StringSetAsync(RedisKeys.PairingClaim(RandomSecret.Hash(claim)), id, RequestLifetime + RedeemTimeout));
        return (secret, claim, number);
    }

    /// <summary>What a code is about, for the device that may say yes.</summary>
    /// <param name="id">The hash of the secret.</param>
    public async Task<Pairing?> FindAsync(string id) => (await ReadAsync(id)).Pairing;

    /// <summary>Says yes or no, once. A yes needs the number of the other screen; three wrong ones destroy the code, and of a borrowed computer the first.</summary>
    /// <param name="device">The id of the device that says it.</param>
    /// <returns>What became of it; null when there is nothing to answer any more.</returns>
    public async Task<PairingState?> RespondAsync(string id, string ownerId, string device, bool allow, string number)
    {
        while (true)
        {
            var (pairing, raw) = await ReadAsync(id);
            if (pairing is not { State: PairingState.Waiting } || (pairing.Kind == PairingKind.Offer && (pairing.OwnerId != ownerId || pairing.OfferingDeviceId != device)))
                return null;
            Pairing next;
            if (!allow)
                next = pairing with { State = PairingState.Denied };
            else if (pairing.Number == number)
                next = pairing with { State = PairingState.Allowed, OwnerId = ownerId, ApprovingDeviceId = device };
            else
                next = pairing with { WrongNumbers = pairing.WrongNumbers + 1, State = pairing.WrongNumbers + 1 >= MaxWrongNumbers(pairing.Kind) ? PairingState.Denied : PairingState.Waiting };
            if (await SwapAsync(id, raw, next))
                return next.State;
        }
    }

    /// <summary>The new device asks whether it may come in. A yes is used up by this, and does not outlive the device that said it.</summary>
    /// <returns>Null when the code has ended, was denied or used.</returns>
    public async Task<Pairing?> RedeemAsync(string claim, CancellationToken cancellationToken)
    {
        string? id = await redis.ExecuteAsync(db => db.StringGetAsync(RedisKeys.PairingClaim(RandomSecret.Hash(claim))));
        if (id is null)
            return null;
        var (pairing, _) = await ReadAsync(id);
        if (pairing is not { State: PairingState.Allowed })
            return pairing is { State: PairingState.Waiting } ? pairing : null;
        // Whoever takes it away is signed in.
        var allowed = Parse(await redis.ExecuteAsync(db => db.StringGetDeleteAsync(RedisKeys.Pairing(id))));
        return allowed is not null && await session.IsDeviceActiveAsync(allowed.ApprovingDeviceId, cancellationToken) ? allowed : null;
    }

    /// <summary>The right number among wrong ones, the same each time: what changes between two looks would tell.</summary>
    public static IReadOnlyList<string> Choices(string id, string number)
    {
        var others = Convert.FromHexString(id).Select(some => NumberText(10 + (some % 90))).Where(other => other != number).Distinct().Take(NumberChoices - 1);
        return [.. others.Append(number).Order(StringComparer.Ordinal)];
    }

    // Picked from a few, a second try would be half a guess.
    static int MaxWrongNumbers(PairingKind kind) => kind == PairingKind.Request ? 1 : 3;

    async Task AddAsync(string id, Pairing pairing) =>
        await redis.ExecuteAsync(db => db.StringSetAsync(RedisKeys.Pairing(id), JsonSerializer.Serialize(pairing), pairing.EndsAt - time.GetUtcNow(), When.NotExists));

    async Task<(Pairing? Pairing, RedisValue Raw)> ReadAsync(string id)
    {
        var raw = await redis.ExecuteAsync(db => db.StringGetAsync(RedisKeys.Pairing(id)));
        return Parse(raw) is { } pairing && (pairing.State == PairingState.Allowed || pairing.EndsAt > time.GetUtcNow()) ? (pairing, raw) : (null, raw);
    }

    async Task<bool> SwapAsync(string id, RedisValue before, Pairing after)
    {
        var left = after.EndsAt - time.GetUtcNow() + (after.State == PairingState.Allowed ? RedeemTimeout : TimeSpan.Zero);
        if (left <= TimeSpan.Zero)
            return false;
        return await redis.ExecuteAsync(async db =>
        {
#pragma warning disable SER301 // A single command can do this from Redis 8.4 on, which neither Debian nor the embedded server has.
            var swap = db.CreateTransaction();
            swap.AddCondition(Condition.StringEqual(RedisKeys.Pairing(id), before));
            _ = swap.StringSetAsync(RedisKeys.Pairing(id), JsonSerializer.Serialize(after), left);
            return await swap.ExecuteAsync();
#pragma warning restore SER301
        });
    }

    static Pairing? Parse(RedisValue raw) => raw.IsNull ? null : JsonSerializer.Deserialize<Pairing>(raw.ToString());

    static string NewNumber() => NumberText(RandomNumberGenerator.GetInt32(10, 100));

    static string NumberText(int number) => number.ToString(CultureInfo.InvariantCulture);
}
