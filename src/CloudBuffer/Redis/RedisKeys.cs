using StackExchange.Redis;

namespace CloudBuffer.Redis;

/// <summary>
/// Every key this program writes. All of them may be lost at any time: the rows decide. Records that grant access are encrypted
/// (<see cref="RedisRecordProtector"/>).
/// </summary>
static class RedisKeys
{
    /// <summary>String: the id of the file. TTL: until the file expires. Writer: <c>FileExpiryKeys</c>.</summary>
    public static RedisKey File(string tokenHash) => $"cb:file:{tokenHash}";

    /// <summary>String: the version of the buffer. TTL: until the item expires. Writer: <c>BufferChanges</c>.</summary>
    public static RedisKey Buffer(string ownerId) => $"cb:buffer:{ownerId}";

    /// <summary>Sorted set: file ids by expiry in Unix milliseconds. TTL: until the last file expires. Writer: <c>FileCountCache</c>.</summary>
    public static RedisKey UserFiles(string ownerId) => $"cb:user:{ownerId}:files";

    /// <summary>String: a device authorization request, encrypted, by device code hash. TTL: ten minutes. Writer: <c>DeviceAuthorizationStore</c>.</summary>
    public static RedisKey DeviceAuthorization(string deviceCodeHash) => $"cb:authorization:{deviceCodeHash}";

    /// <summary>String: the hash of the device code, encrypted, by user code. TTL: ten minutes. Writer: <c>DeviceAuthorizationStore</c>.</summary>
    public static RedisKey DeviceAuthorizationByUserCode(string userCode) => $"cb:authorization:code:{userCode}";

    /// <summary>String: the request was polled recently. TTL: half the interval. Writer: <c>DeviceAuthorizationStore</c>.</summary>
    public static RedisKey DeviceAuthorizationPolled(string deviceCodeHash) => $"cb:authorization:{deviceCodeHash}:polled";

    /// <summary>String: a pairing, encrypted, by the hash of the secret in its QR code. TTL: one or two minutes. Writer: <c>PairingStore</c>.</summary>
    public static RedisKey Pairing(string secretHash) => $"cb:pair:{secretHash}";

    /// <summary>String: the hash above, encrypted, by the hash of the claim of the new device. TTL: as above. Writer: <c>PairingStore</c>.</summary>
    public static RedisKey PairingClaim(string claimHash) => $"cb:pair:claim:{claimHash}";

    /// <summary>Channel: live events with their owner. Publisher: <c>LiveEvents</c>.</summary>
    public static RedisChannel Live => RedisChannel.Literal("cb:live");

    /// <summary>String: the expiry keys are complete. TTL: one day. Writer: <c>ExpiryKeyRebuilder</c>.</summary>
    public static RedisKey Rebuilt => "cb:rebuilt";
}
