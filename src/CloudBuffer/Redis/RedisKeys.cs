using StackExchange.Redis;

namespace CloudBuffer.Redis;

/// <summary>Every key this program writes. All can be lost at any moment: the rows say what they say.</summary>
static class RedisKeys
{
    /// <summary>String: the file's id. TTL: until the file expires. Written by the files' <c>ExpiryClock</c>.</summary>
    public static RedisKey File(string tokenHash) => $"cb:file:{tokenHash}";

    /// <summary>String: the buffer's version. TTL: until the content expires. Written by the buffers' <c>ExpiryClock</c>.</summary>
    public static RedisKey Buffer(string ownerId) => $"cb:buffer:{ownerId}";

    /// <summary>Sorted set: file ids by expiry in Unix milliseconds. TTL: until the last of them expires. Written by <c>UserQuota</c>.</summary>
    public static RedisKey UserFiles(string ownerId) => $"cb:user:{ownerId}:files";

    /// <summary>String: says that the keys above were filled from the rows. TTL: a day. Written by <c>ClockRefill</c>.</summary>
    public static RedisKey Filled => "cb:filled";
}
