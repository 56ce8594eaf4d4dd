using StackExchange.Redis;

namespace CloudBuffer.Redis;

/// <param name="Value">Which row it is.</param>
public sealed record ExpiryKey(RedisKey Key, string Value, DateTimeOffset ExpiresAt);
