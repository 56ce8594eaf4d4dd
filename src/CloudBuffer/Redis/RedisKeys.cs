using StackExchange.Redis;

namespace CloudBuffer.Redis;

/// <summary>Every key this program writes. All can be lost at any moment: the rows say what they say.</summary>
static class RedisKeys
{
    /// <summary>String: the file's id. TTL: until the file expires. Written by the files' <c>ExpiryKeys</c>.</summary>
    public static RedisKey File(string tokenHash) => $"cb:file:{tokenHash}";

    /// <summary>String: the buffer's version. TTL: until the content expires. Written by the buffers' <c>ExpiryKeys</c>.</summary>
    public static RedisKey Buffer(string ownerId) => $"cb:buffer:{ownerId}";

    /// <summary>Sorted set: file ids by expiry in Unix milliseconds. TTL: until the last of them expires. Written by <c>FileCountCache</c>.</summary>
    public static RedisKey UserFiles(string ownerId) => $"cb:user:{ownerId}:files";

    /// <summary>String: a program's request for a token, as JSON, by the hash of its secret. TTL: ten minutes. Written by <c>DeviceAuthorizationStore</c>.</summary>
    public static RedisKey DeviceAuthorizationRequest(string codeHash) => $"cb:device:{codeHash}";

    /// <summary>String: the hash above, by the short code. TTL: ten minutes. Written by <c>DeviceAuthorizationStore</c>.</summary>
    public static RedisKey DeviceAuthorizationByUserCode(string userCode) => $"cb:device:code:{userCode}";

    /// <summary>String: the program asked a moment ago. TTL: half the interval. Written by <c>DeviceAuthorizationStore</c>.</summary>
    public static RedisKey DeviceAuthorizationPolled(string codeHash) => $"cb:device:{codeHash}:polled";

    /// <summary>String: two devices on their way to trust each other, as JSON, by the hash of the code's secret. TTL: a minute or two. Written by <c>PairingStore</c>.</summary>
    public static RedisKey Pairing(string codeHash) => $"cb:pair:{codeHash}";

    /// <summary>String: the hash above, by that of the new device's secret. TTL: as above. Written by <c>PairingStore</c>.</summary>
    public static RedisKey PairingClaim(string claimHash) => $"cb:pair:claim:{claimHash}";

    /// <summary>Channel: what has changed, and whose. Spoken on by <c>LiveEvents</c>.</summary>
    public static RedisChannel Live => RedisChannel.Literal("cb:live");

    /// <summary>String: says that the keys above were filled from the rows. TTL: a day. Written by <c>ExpiryKeyRebuilder</c>.</summary>
    public static RedisKey Rebuilt => "cb:filled";
}
