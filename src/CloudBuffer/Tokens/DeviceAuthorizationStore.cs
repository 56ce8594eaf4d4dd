using System.Security.Cryptography;
using CloudBuffer.Access;
using CloudBuffer.Redis;
using CloudBuffer.Responses;
using CloudBuffer.Settings;
using StackExchange.Redis;

namespace CloudBuffer.Tokens;

/// <summary>
/// Device authorization requests (RFC 8628) of programs without a browser: the program shows a user code, the user approves it in a
/// browser, the program polls and gets an access token. Requests are stored in Redis for ten minutes; if Redis loses them, the program
/// starts again.
/// </summary>
public sealed class DeviceAuthorizationStore(
    RedisGateway redis, RedisRecordProtector protector, SessionValidator session, Intervals intervals, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    // No vowels, so that codes form no words, and no similar characters (RFC 8628 §6.1).
    const string CodeLetters = "BCDFGHJKLMNPQRSTVWXZ";
    const int CodeLength = 8;

    public TimeSpan PollInterval => intervals.DevicePoll;

    /// <returns>The device code, known only to the program, and the user code to show.</returns>
    /// <exception cref="ErrorException">Redis is unavailable.</exception>
    public async Task<(string DeviceCode, string UserCode)> CreateAsync(string name, Scopes scopes, string address, string userAgent)
    {
        var deviceCode = RandomSecret.New();
        var userCode = RandomNumberGenerator.GetString(CodeLetters, CodeLength).Insert(CodeLength / 2, "-");
        var hash = RandomSecret.Hash(deviceCode);
        var request = new DeviceAuthorizationRequest(
            name, scopes, address, userAgent, time.GetUtcNow(), AuthorizationDecision.None, OwnerId: null, ApprovingDeviceId: null);
        await redis.ExecuteAsync(async db =>
        {
            var batch = db.CreateTransaction();
            _ = batch.StringSetAsync(RedisKeys.DeviceAuthorization(hash), Protect(hash, request, Lifetime), Lifetime);
            var codeKey = RedisKeys.DeviceAuthorizationByUserCode(userCode);
            _ = batch.StringSetAsync(codeKey, protector.Protect(codeKey, hash, Lifetime), Lifetime);
            return await batch.ExecuteAsync();
        });
        return (deviceCode, userCode);
    }

    /// <summary>The request with this user code.</summary>
    /// <returns>Null if there is none, or it was already approved or denied.</returns>
    public async Task<DeviceAuthorizationRequest?> FindAsync(string userCode)
    {
        if (Normalize(userCode) is not { } code)
            return null;
        return await FindHashAsync(code) is { } hash && await ReadAsync(hash) is ({ Decision: AuthorizationDecision.None } request, _) ? request : null;
    }

    /// <summary>Approves or denies a request, once.</summary>
    /// <param name="deviceId">The responding device.</param>
    /// <returns>The request; null if there is none to respond to.</returns>
    public async Task<DeviceAuthorizationRequest?> RespondAsync(string userCode, string ownerId, string deviceId, bool approve)
    {
        if (Normalize(userCode) is not { } code)
            return null;
        var hash = await FindHashAsync(code);
        if (hash is null || await ReadAsync(hash) is not ({ Decision: AuthorizationDecision.None } pending, var raw))
            return null;
        var decision = approve ? AuthorizationDecision.Approved : AuthorizationDecision.Denied;
        var responded = pending with { Decision = decision, OwnerId = ownerId, ApprovingDeviceId = deviceId };
        return RemainingOf(pending) is { Ticks: > 0 } remaining
            && await redis.ReplaceAsync(RedisKeys.DeviceAuthorization(hash), raw, Protect(hash, responded, remaining), remaining) ? responded : null;
    }

    /// <summary>Polls a request. An approval is void if the approving device was signed out meanwhile.</summary>
    /// <param name="createToken">Creates the access token. If it fails, the approval can be redeemed again.</param>
    /// <returns>Null if the token was created, once; otherwise why not.</returns>
    public async Task<Error?> PollAsync(
        string deviceCode, Func<DeviceAuthorizationRequest, Task> createToken, CancellationToken cancellationToken)
    {
        var hash = RandomSecret.Hash(deviceCode);
        if (await ReadAsync(hash) is not ({ } request, var raw))
            return Errors.ExpiredToken;
        if (!await redis.ExecuteAsync(db => db.StringSetAsync(RedisKeys.DeviceAuthorizationPolled(hash), "1", PollInterval / 2, When.NotExists)))
            return Errors.SlowDown;
        if (request.Decision == AuthorizationDecision.None)
            return Errors.AuthorizationPending;
        if (request.Decision == AuthorizationDecision.Denied)
            return Errors.AccessDenied;
        if (request is not { IsRedeemed: false, OwnerId: { } ownerId, ApprovingDeviceId: { } deviceId }
            || !await session.IsDeviceActiveAsync(deviceId, ownerId, cancellationToken) || RemainingOf(request) is not { Ticks: > 0 } remaining)
            return Errors.ExpiredToken;
        var redeemed = Protect(hash, request with { IsRedeemed = true }, remaining);
        return await redis.RedeemAsync(RedisKeys.DeviceAuthorization(hash), raw, redeemed, remaining, () => createToken(request))
            ? null
            : Errors.ExpiredToken;
    }

    /// <returns>The code in its displayed form, from any input; null if it is malformed.</returns>
    public static string? Normalize(string userCode)
    {
        var letters = string.Concat(userCode.ToUpperInvariant().Where(letter => !char.IsWhiteSpace(letter) && letter != '-'));
        return letters.Length == CodeLength && letters.All(CodeLetters.Contains) ? letters.Insert(CodeLength / 2, "-") : null;
    }

    async Task<string?> FindHashAsync(string code)
    {
        var codeKey = RedisKeys.DeviceAuthorizationByUserCode(code);
        return protector.Unprotect<string>(codeKey, await redis.ExecuteAsync(db => db.StringGetAsync(codeKey)));
    }

    async Task<(DeviceAuthorizationRequest? Request, RedisValue Raw)> ReadAsync(string hash)
    {
        var key = RedisKeys.DeviceAuthorization(hash);
        var raw = await redis.ExecuteAsync(db => db.StringGetAsync(key));
        return (protector.Unprotect<DeviceAuthorizationRequest>(key, raw), raw);
    }

    // The program was promised this lifetime.
    TimeSpan RemainingOf(DeviceAuthorizationRequest request) => request.CreatedAt + Lifetime - time.GetUtcNow();

    RedisValue Protect(string hash, DeviceAuthorizationRequest request, TimeSpan lifetime) =>
        protector.Protect(RedisKeys.DeviceAuthorization(hash), request, lifetime);
}
