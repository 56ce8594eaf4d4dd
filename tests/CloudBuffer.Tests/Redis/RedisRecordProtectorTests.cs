using CloudBuffer.Redis;
using Microsoft.AspNetCore.DataProtection;

namespace CloudBuffer.Tests.Redis;

/// <summary>A record that grants access can be read under its key, as its type, within its lifetime.</summary>
public sealed class RedisRecordProtectorTests
{
    readonly RedisRecordProtector protector = new(new EphemeralDataProtectionProvider());

    [Fact]
    public void A_record_is_readable_only_under_its_key_and_type()
    {
        var value = protector.Protect("key", "record", TimeSpan.FromMinutes(1));
        Assert.Equal("record", protector.Unprotect<string>("key", value));
        Assert.Null(protector.Unprotect<string>("other", value));
        Assert.Null(protector.Unprotect<Uri>("key", value));
    }

    [Fact]
    public async Task A_record_that_is_restored_after_its_lifetime_is_unreadable()
    {
        var value = protector.Protect("key", "record", TimeSpan.FromMilliseconds(50));
        await Eventually.True("the record has expired", () => protector.Unprotect<string>("key", value) is null);
    }
}
