using System.Security.Cryptography;
using System.Text.Json;
using CloudBuffer.Access;
using CloudBuffer.Redis;
using CloudBuffer.Responses;
using StackExchange.Redis;

namespace CloudBuffer.Tokens;

/// <summary>
/// Tokens for programs on machines without a browser (RFC 8628): the program shows a short code, somebody signed in types or
/// scans it elsewhere and approves, the program polls and gets its token. All of it lies in Redis for ten minutes; where Redis
/// is lost meanwhile the program begins anew.
/// </summary>
public sealed class DeviceAuthorizationStore(RedisGateway redis, SessionValidator session, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);

    // No vowels, so that no words come about, and nothing that looks like something else (RFC 8628 §6.1).
    const string CodeLetters = "BCDFGHJKLMNPQRSTVWXZ";
    const int CodeLength = 8;

    /// <returns>The secret that only the program knows, and the code that it shows.</returns>
    /// <exception cref="ErrorException">Redis is away.</exception>
    public async Task<(string DeviceAuthorizationByUserCode, string UserCode)> CreateAsync(string name, Scopes scopes, string address, string userAgent)
    {
        var deviceCode = RandomSecret.New();
        var userCode = RandomNumberGenerator.GetString(CodeLetters, CodeLength).Insert(CodeLength / 2, "-");
        var hash = RandomSecret.Hash(deviceCode);
        var request = new DeviceAuthorizationRequest(name, scopes, address, userAgent, time.GetUtcNow(), AuthorizationDecision.None, OwnerId: null, ApprovingDeviceId: null);
        await redis.ExecuteAsync(async db =>
        {
            var batch = db.CreateTransaction();
            _ = batch.StringSetAsync(RedisKeys.DeviceAuthorizationRequest(hash), Write(request), Lifetime);
            _ = batch.StringSetAsync(RedisKeys.DeviceAuthorizationByUserCode(userCode), hash, Lifetime);
            return await batch.ExecuteAsync();
        });
        return (deviceCode, userCode);
    }

    /// <summary>What waits behind a code.</summary>
    /// <returns>Null when nothing does, or it was answered already.</returns>
    public async Task<DeviceAuthorizationRequest?> FindAsync(string userCode)
    {
        if (Clean(userCode) is not { } code)
            return null;
        string? hash = await redis.ExecuteAsync(db => db.StringGetAsync(RedisKeys.DeviceAuthorizationByUserCode(code)));
        return hash is not null && Read(await redis.ExecuteAsync(db => db.StringGetAsync(RedisKeys.DeviceAuthorizationRequest(hash)))) is { Answer: AuthorizationDecision.None } waiting ? waiting : null;
    }

    /// <summary>Approves or denies, once.</summary>
    /// <param name="device">The id of the device on which the owner does.</param>
    /// <returns>What was answered; null when nothing waits behind the code any more.</returns>
    public async Task<DeviceAuthorizationRequest?> RespondAsync(string userCode, string ownerId, string device, bool approve)
    {
        if (Clean(userCode) is not { } code)
            return null;
        // Whoever takes the code away answers.
        string? hash = await redis.ExecuteAsync(db => db.StringGetDeleteAsync(RedisKeys.DeviceAuthorizationByUserCode(code)));
        if (hash is null || Read(await redis.ExecuteAsync(db => db.StringGetAsync(RedisKeys.DeviceAuthorizationRequest(hash)))) is not { Answer: AuthorizationDecision.None } waiting)
            return null;
        var answered = waiting with { Answer = approve ? AuthorizationDecision.Approved : AuthorizationDecision.Denied, OwnerId = ownerId, ApprovingDeviceId = device };
        // For as long as the program was promised to wait.
        var left = waiting.CreatedAt + Lifetime - time.GetUtcNow();
        return left > TimeSpan.Zero && await redis.ExecuteAsync(db => db.StringSetAsync(RedisKeys.DeviceAuthorizationRequest(hash), Write(answered), left, When.Exists)) ? answered : null;
    }

    /// <summary>Asks for the answer. A yes does not outlive the device that said it.</summary>
    /// <returns>The approved request, which is used up by this; or what the program is to be told.</returns>
    public async Task<(DeviceAuthorizationRequest? Approved, Error? Error)> PollAsync(string deviceCode, CancellationToken cancellationToken)
    {
        var hash = RandomSecret.Hash(deviceCode);
        if (Read(await redis.ExecuteAsync(db => db.StringGetAsync(RedisKeys.DeviceAuthorizationRequest(hash)))) is not { } request)
            return (null, Errors.ExpiredToken);
        if (!await redis.ExecuteAsync(db => db.StringSetAsync(RedisKeys.DeviceAuthorizationPolled(hash), "1", PollInterval / 2, When.NotExists)))
            return (null, Errors.SlowDown);
        if (request.Answer == AuthorizationDecision.None)
            return (null, Errors.AuthorizationPending);
        // Two polls at once must not make two tokens.
        var taken = Read(await redis.ExecuteAsync(db => db.StringGetDeleteAsync(RedisKeys.DeviceAuthorizationRequest(hash))));
        if (taken is null)
            return (null, Errors.ExpiredToken);
        if (taken.Answer != AuthorizationDecision.Approved)
            return (null, Errors.AccessDenied);
        return await session.IsDeviceActiveAsync(taken.ApprovingDeviceId, cancellationToken) ? (taken, null) : (null, Errors.ExpiredToken);
    }

    /// <returns>The code as it is shown, from however it was typed; null for what cannot be one.</returns>
    public static string? Clean(string userCode)
    {
        var letters = string.Concat(userCode.ToUpperInvariant().Where(letter => !char.IsWhiteSpace(letter) && letter != '-'));
        return letters.Length == CodeLength && letters.All(CodeLetters.Contains) ? letters.Insert(CodeLength / 2, "-") : null;
    }

    static string Write(DeviceAuthorizationRequest request) => JsonSerializer.Serialize(request);

    static DeviceAuthorizationRequest? Read(RedisValue value) => value.IsNull ? null : JsonSerializer.Deserialize<DeviceAuthorizationRequest>(value.ToString());
}
