using System.Security.Cryptography;
using System.Text.Json;
using CloudBuffer.Redis;
using CloudBuffer.Web;
using StackExchange.Redis;

namespace CloudBuffer.Tokens;

/// <summary>
/// Tokens for programs on machines without a browser (RFC 8628): the program shows a short code, somebody signed in types or
/// scans it elsewhere and approves, the program polls and gets its token. All of it lies in Redis for ten minutes; where Redis
/// is lost meanwhile the program begins anew.
/// </summary>
public sealed class DeviceFlow(RedisGateway redis, SessionCheck session, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);

    // No vowels, so that no words come about, and nothing that looks like something else (RFC 8628 §6.1).
    const string CodeLetters = "BCDFGHJKLMNPQRSTVWXZ";
    const int CodeLength = 8;

    /// <returns>The secret that only the program knows, and the code that it shows.</returns>
    /// <exception cref="ErrorException">Redis is away.</exception>
    public async Task<(string DeviceCode, string UserCode)> BeginAsync(string name, Scopes scopes, string address, string userAgent)
    {
        var deviceCode = RandomKey.New();
        var userCode = RandomNumberGenerator.GetString(CodeLetters, CodeLength).Insert(CodeLength / 2, "-");
        var hash = RandomKey.Hash(deviceCode);
        var request = new DeviceRequest(name, scopes, address, userAgent, time.GetUtcNow(), DeviceAnswer.None, OwnerId: null, AnsweredOn: null);
        await redis.AskAsync(async db =>
        {
            var batch = db.CreateTransaction();
            _ = batch.StringSetAsync(RedisKeys.DeviceRequest(hash), Write(request), Lifetime);
            _ = batch.StringSetAsync(RedisKeys.DeviceCode(userCode), hash, Lifetime);
            return await batch.ExecuteAsync();
        });
        return (deviceCode, userCode);
    }

    /// <summary>What waits behind a code.</summary>
    /// <returns>Null when nothing does, or it was answered already.</returns>
    public async Task<DeviceRequest?> FindAsync(string userCode)
    {
        if (Clean(userCode) is not { } code)
            return null;
        string? hash = await redis.AskAsync(db => db.StringGetAsync(RedisKeys.DeviceCode(code)));
        return hash is not null && Read(await redis.AskAsync(db => db.StringGetAsync(RedisKeys.DeviceRequest(hash)))) is { Answer: DeviceAnswer.None } waiting ? waiting : null;
    }

    /// <summary>Approves or denies, once.</summary>
    /// <param name="device">The id of the device on which the owner does.</param>
    /// <returns>What was answered; null when nothing waits behind the code any more.</returns>
    public async Task<DeviceRequest?> AnswerAsync(string userCode, string ownerId, string device, bool approve)
    {
        if (Clean(userCode) is not { } code)
            return null;
        // Whoever takes the code away answers.
        string? hash = await redis.AskAsync(db => db.StringGetDeleteAsync(RedisKeys.DeviceCode(code)));
        if (hash is null || Read(await redis.AskAsync(db => db.StringGetAsync(RedisKeys.DeviceRequest(hash)))) is not { Answer: DeviceAnswer.None } waiting)
            return null;
        var answered = waiting with { Answer = approve ? DeviceAnswer.Approved : DeviceAnswer.Denied, OwnerId = ownerId, AnsweredOn = device };
        // For as long as the program was promised to wait.
        var left = waiting.BegunAt + Lifetime - time.GetUtcNow();
        return left > TimeSpan.Zero && await redis.AskAsync(db => db.StringSetAsync(RedisKeys.DeviceRequest(hash), Write(answered), left, When.Exists)) ? answered : null;
    }

    /// <summary>Asks for the answer. A yes does not outlive the device that said it.</summary>
    /// <returns>The approved request, which is used up by this; or what the program is to be told.</returns>
    public async Task<(DeviceRequest? Approved, Error? Error)> PollAsync(string deviceCode, CancellationToken cancellationToken)
    {
        var hash = RandomKey.Hash(deviceCode);
        if (Read(await redis.AskAsync(db => db.StringGetAsync(RedisKeys.DeviceRequest(hash)))) is not { } request)
            return (null, Errors.ExpiredToken);
        if (!await redis.AskAsync(db => db.StringSetAsync(RedisKeys.DevicePolled(hash), "1", PollInterval / 2, When.NotExists)))
            return (null, Errors.SlowDown);
        if (request.Answer == DeviceAnswer.None)
            return (null, Errors.AuthorizationPending);
        // Two polls at once must not make two tokens.
        var taken = Read(await redis.AskAsync(db => db.StringGetDeleteAsync(RedisKeys.DeviceRequest(hash))));
        if (taken is null)
            return (null, Errors.ExpiredToken);
        if (taken.Answer != DeviceAnswer.Approved)
            return (null, Errors.AccessDenied);
        return await session.IsInAsync(taken.AnsweredOn, cancellationToken) ? (taken, null) : (null, Errors.ExpiredToken);
    }

    /// <returns>The code as it is shown, from however it was typed; null for what cannot be one.</returns>
    public static string? Clean(string userCode)
    {
        var letters = string.Concat(userCode.ToUpperInvariant().Where(letter => !char.IsWhiteSpace(letter) && letter != '-'));
        return letters.Length == CodeLength && letters.All(CodeLetters.Contains) ? letters.Insert(CodeLength / 2, "-") : null;
    }

    static string Write(DeviceRequest request) => JsonSerializer.Serialize(request);

    static DeviceRequest? Read(RedisValue value) => value.IsNull ? null : JsonSerializer.Deserialize<DeviceRequest>(value.ToString());
}

/// <summary>A program that asks for a token.</summary>
/// <param name="Name">What it calls itself.</param>
/// <param name="Address">Where it asks from.</param>
/// <param name="OwnerId">Who answered; null before.</param>
/// <param name="AnsweredOn">The id of the device on which he did.</param>
public sealed record DeviceRequest(string Name, Scopes Scopes, string Address, string UserAgent, DateTimeOffset BegunAt, DeviceAnswer Answer, string? OwnerId, string? AnsweredOn);

public enum DeviceAnswer
{
    None,
    Approved,
    Denied,
}
