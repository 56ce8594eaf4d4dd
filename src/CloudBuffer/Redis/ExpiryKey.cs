using StackExchange.Redis;

namespace CloudBuffer.Redis;

/// <param name="Value">Identifies the row.</param>
public sealed record ExpiryKey(RedisKey Key, string Value, DateTimeOffset ExpiresAt);
