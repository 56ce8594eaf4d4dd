using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using StackExchange.Redis;

namespace CloudBuffer.Redis;

/// <summary>
/// Encrypts records that grant access, so that write access to Redis does not. The purpose contains the type and the key: a record
/// that was forged, or copied to another key, is unreadable. So is one that was restored after its lifetime.
/// </summary>
public sealed class RedisRecordProtector(IDataProtectionProvider protection)
{
    /// <param name="lifetime">The TTL of the key.</param>
    public RedisValue Protect<T>(RedisKey key, T record, TimeSpan lifetime) =>
        Protector<T>(key).Protect(JsonSerializer.SerializeToUtf8Bytes(record), lifetime);

    /// <returns>The default if there is no record, or it is unreadable.</returns>
    public T? Unprotect<T>(RedisKey key, RedisValue value)
    {
        try
        {
            return value.IsNull ? default : JsonSerializer.Deserialize<T>(Protector<T>(key).Unprotect((byte[])value!));
        }
        catch (Exception e) when (e is CryptographicException or JsonException)
        {
            return default;
        }
    }

    ITimeLimitedDataProtector Protector<T>(RedisKey key) =>
        protection.CreateProtector("CloudBuffer.Redis", typeof(T).Name, key.ToString()).ToTimeLimitedDataProtector();
}
