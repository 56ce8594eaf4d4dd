using System.Net;
using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;
using static CloudBuffer.Tests.Devices.PairingSteps;

namespace CloudBuffer.Tests.Redis;

/// <summary>Write access to Redis grants no access to accounts: a record that was forged or copied is as good as expired.</summary>
public sealed class ForgedRecordTests(EmbeddedApp fixture)
{
    const string ApprovedPairing = """
        {"Kind":0,"State":2,"OwnerId":"OWNER","NewDevice":"x","Address":"x","Number":"10","WrongNumbers":0,
         "ExpiresAt":"2099-01-01T00:00:00+00:00","OfferingDeviceId":"DEVICE","ApprovingDeviceId":"DEVICE","IsContested":false}
        """;

    const string ApprovedAuthorization = """
        {"Name":"x","Scopes":15,"Address":"x","UserAgent":"x","CreatedAt":"2099-01-01T00:00:00+00:00","Decision":1,
         "OwnerId":"OWNER","ApprovingDeviceId":"DEVICE"}
        """;

    [Fact(Timeout = 60_000)]
    public async Task A_forged_pairing_signs_nobody_in()
    {
        using var victim = await fixture.NewUserAsync();
        using var attacker = fixture.NewVisitor();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(fixture.Redis);
        var id = new string('a', 64);
        await redis.GetDatabase().StringSetAsync($"cb:pair:{id}", Fill(ApprovedPairing, victim), TimeSpan.FromMinutes(1));
        await redis.GetDatabase().StringSetAsync($"cb:pair:claim:{Hash("forged")}", id, TimeSpan.FromMinutes(1));
        await RedeemAsync(attacker, "forged").IsProblemAsync(404, "pairing_ended");
        await RespondAsync(victim, id, "allow", "10").IsProblemAsync(404, "pairing_ended");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_copied_pairing_or_claim_signs_nobody_in()
    {
        using var victim = await fixture.NewUserAsync();
        using var attacker = await fixture.NewUserAsync();
        using var phone = fixture.NewVisitor();
        using var attackersPhone = fixture.NewVisitor();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(fixture.Redis);
        var (offer, attackersOffer) = (await CreateOfferAsync(victim), await CreateOfferAsync(attacker));
        var (claim, number) = await ClaimAsync(phone, offer.Secret);
        var (attackersClaim, _) = await ClaimAsync(attackersPhone, attackersOffer.Secret);
        await RespondAsync(victim, offer.Id, "allow", number).HasStatusAsync(HttpStatusCode.NoContent);

        var ownClaim = await CopyAsync(redis, $"cb:pair:claim:{Hash(claim)}", $"cb:pair:claim:{Hash(attackersClaim)}");
        await RedeemAsync(attackersPhone, attackersClaim).IsProblemAsync(404, "pairing_ended");
        await redis.GetDatabase().StringSetAsync($"cb:pair:claim:{Hash(attackersClaim)}", ownClaim, TimeSpan.FromMinutes(1));
        await CopyAsync(redis, $"cb:pair:{offer.Id}", $"cb:pair:{attackersOffer.Id}");
        await RedeemAsync(attackersPhone, attackersClaim).IsProblemAsync(404, "pairing_ended");
        await RedeemAsync(phone, claim).HasStatusAsync(HttpStatusCode.OK);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_forged_or_copied_device_authorization_grants_no_token()
    {
        using var victim = await fixture.NewUserAsync();
        using var program = fixture.NewVisitor();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(fixture.Redis);
        await redis.GetDatabase().StringSetAsync($"cb:authorization:{Hash("forged")}", Fill(ApprovedAuthorization, victim), TimeSpan.FromMinutes(1));
        await PollAsync(program, "forged").IsProblemAsync(400, "expired_token");

        var (code, userCode) = await AuthorizeAsync(program);
        var (attackersCode, attackersUserCode) = await AuthorizeAsync(program);
        var original = await CopyAsync(redis, $"cb:authorization:code:{attackersUserCode}", $"cb:authorization:code:{userCode}");
        await victim.PostJsonAsync("/token/device/answer", new { code = userCode, answer = "approve" }).IsProblemAsync(404, "code_not_found");
        await redis.GetDatabase().StringSetAsync($"cb:authorization:code:{userCode}", original, TimeSpan.FromMinutes(1));
        await victim.PostJsonAsync("/token/device/answer", new { code = userCode, answer = "approve" }).HasStatusAsync(HttpStatusCode.NoContent);
        await CopyAsync(redis, $"cb:authorization:{Hash(code)}", $"cb:authorization:{Hash(attackersCode)}");
        await PollAsync(program, attackersCode).IsProblemAsync(400, "expired_token");
        await PollAsync(program, code).HasStatusAsync(HttpStatusCode.OK);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("claim:HASH")]
    [InlineData("../pair")]
    [InlineData("AAAA")]
    public async Task An_id_that_is_no_hash_names_no_pairing(string format)
    {
        using var user = await fixture.NewUserAsync();
        var request = await CreateRequestAsync(user);
        var id = format.Replace("HASH", Hash(request.Claim), StringComparison.Ordinal);
        await user.GetAsync($"/device/offer/{Uri.EscapeDataString(id)}").IsProblemAsync(404, "pairing_ended");
        await RespondAsync(user, id, "allow", request.Number).IsProblemAsync(404, "pairing_ended");
    }

    /// <returns>The value that the target had before.</returns>
    static async Task<RedisValue> CopyAsync(ConnectionMultiplexer redis, string from, string to)
    {
        var db = redis.GetDatabase();
        var (value, before) = (await db.StringGetAsync(from), await db.StringGetAsync(to));
        Assert.False(value.IsNull, from);
        Assert.False(before.IsNull, to);
        await db.StringSetAsync(to, value, TimeSpan.FromMinutes(1));
        return before;
    }

    static async Task<(string DeviceCode, string UserCode)> AuthorizeAsync(Visitor program)
    {
        using var response = await program.PostJsonAsync("/token/device", new { client_name = "x" });
        var json = await response.JsonAsync();
        return (json.GetProperty("device_code").GetString()!, json.GetProperty("user_code").GetString()!);
    }

    static Task<HttpResponseMessage> PollAsync(Visitor program, string deviceCode) => program.PostFormAsync(
        "/token/device/poll", ("device_code", deviceCode), ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"));

    /// <summary>With the ids that an attacker could know.</summary>
    string Fill(string record, Visitor victim)
    {
        long row = fixture.App.Query($"select Devices.rowid from Devices join Users on Users.Id = OwnerId where UserName = '{victim.Name}'");
        return record
            .Replace("OWNER", fixture.App.QueryText($"select OwnerId from Devices where rowid = {row}"), StringComparison.Ordinal)
            .Replace("DEVICE", fixture.App.QueryText($"select Id from Devices where rowid = {row}"), StringComparison.Ordinal);
    }

    static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
