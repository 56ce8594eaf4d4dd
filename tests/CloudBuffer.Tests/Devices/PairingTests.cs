using System.Net;
using static CloudBuffer.Tests.Devices.PairingSteps;

namespace CloudBuffer.Tests.Devices;

/// <summary>Pairing: a new device scans the code of a signed-in one, and the ways in which that must fail.</summary>
public abstract class PairingTests(AppFixture fixture)
{
    [Fact(Timeout = 60_000)]
    public async Task A_phone_that_claimed_an_offer_is_signed_in_after_approval()
    {
        using var laptop = await fixture.NewUserAsync();
        await laptop.PutTextAsync("for the phone");
        using var phone = fixture.NewVisitor();
        var offer = await CreateOfferAsync(laptop);
        Assert.Equal("open", (await StateAsync(laptop, offer.Id)).GetProperty("state").GetString());

        var (claim, number) = await ClaimAsync(phone, offer.Secret);
        await RedeemAsync(phone, claim).HasStatusAsync(HttpStatusCode.Accepted);
        var waiting = await StateAsync(laptop, offer.Id);
        Assert.Equal("waiting", waiting.GetProperty("state").GetString());
        Assert.Equal(number, waiting.GetProperty("number").GetString());
        Assert.Equal(phone.Address.ToString(), waiting.GetProperty("address").GetString());
        await phone.GetAsync("/file/buffer").IsProblemAsync(401, "sign_in_required");

        await RespondAsync(laptop, offer.Id, "allow", number).HasStatusAsync(HttpStatusCode.NoContent);
        await RedeemAsync(phone, claim).HasStatusAsync(HttpStatusCode.OK);
        using var buffer = await phone.GetAsync("/file/buffer");
        Assert.Equal("for the phone", await buffer.TextAsync());
        Assert.Contains(await DeviceSteps.ListAsync(laptop), device => device.GetProperty("origin").GetString() == "scan");

        // Redeemed: neither a reload nor a second phone is signed in.
        using var second = fixture.NewVisitor();
        await RedeemAsync(second, claim).IsProblemAsync(404, "pairing_ended");
        await TryClaimAsync(second, offer.Secret).IsProblemAsync(404, "pairing_ended");
        // The same answer again, after a lost response, has the same result and approves nothing.
        await RespondAsync(laptop, offer.Id, "allow", number).HasStatusAsync(HttpStatusCode.NoContent);
        await RedeemAsync(second, claim).IsProblemAsync(404, "pairing_ended");
        await RespondAsync(laptop, offer.Id, "deny", number).IsProblemAsync(404, "pairing_ended");
    }

    [Fact(Timeout = 60_000)]
    public async Task Only_the_first_claim_of_an_offer_succeeds()
    {
        using var laptop = await fixture.NewUserAsync();
        var offer = await CreateOfferAsync(laptop);
        var visitors = Enumerable.Range(0, 10).Select(_ => fixture.NewVisitor()).ToList();
        var responses = await Task.WhenAll(visitors.Select(visitor => TryClaimAsync(visitor, offer.Secret)));
        Assert.Single(responses, response => response.StatusCode == HttpStatusCode.OK);
        Assert.All(
            responses.Where(response => response.StatusCode != HttpStatusCode.OK),
            response => Assert.Equal(HttpStatusCode.NotFound, response.StatusCode));
        visitors.ForEach(visitor => visitor.Dispose());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_second_claim_marks_the_offer_as_contested()
    {
        using var laptop = await fixture.NewUserAsync();
        using var phone = fixture.NewVisitor();
        using var second = fixture.NewVisitor();
        var offer = await CreateOfferAsync(laptop);
        await ClaimAsync(phone, offer.Secret);
        Assert.False((await StateAsync(laptop, offer.Id)).GetProperty("contested").GetBoolean());
        await TryClaimAsync(second, offer.Secret).IsProblemAsync(404, "pairing_ended");
        var waiting = await StateAsync(laptop, offer.Id);
        Assert.True(waiting.GetProperty("contested").GetBoolean());
        Assert.Equal("waiting", waiting.GetProperty("state").GetString());
        Assert.Equal(phone.Address.ToString(), waiting.GetProperty("address").GetString());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_late_claim_leaves_a_minute_to_respond()
    {
        using var laptop = await fixture.NewUserAsync();
        using var phone = fixture.NewVisitor();
        var offer = await CreateOfferAsync(laptop);
        await RedisInspector.ExpireAsync(fixture.Redis, $"cb:pair:{offer.Id}", TimeSpan.FromSeconds(8));
        await ClaimAsync(phone, offer.Secret);
        Assert.InRange((await RedisInspector.TtlAsync(fixture.Redis, $"cb:pair:{offer.Id}"))!.Value, TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(60));
    }

    [Fact(Timeout = 60_000)]
    public async Task Three_wrong_numbers_end_an_offer()
    {
        using var laptop = await fixture.NewUserAsync();
        using var phone = fixture.NewVisitor();
        var offer = await CreateOfferAsync(laptop);
        var (claim, number) = await ClaimAsync(phone, offer.Secret);
        var wrong = number == "10" ? "11" : "10";
        await RespondAsync(laptop, offer.Id, "allow", wrong).IsProblemAsync(400, "number_wrong");
        await RespondAsync(laptop, offer.Id, "allow", "").IsProblemAsync(400, "number_wrong");
        await RespondAsync(laptop, offer.Id, "allow", wrong).IsProblemAsync(404, "pairing_ended");
        await RespondAsync(laptop, offer.Id, "allow", number).IsProblemAsync(404, "pairing_ended");
        await RedeemAsync(phone, claim).IsProblemAsync(404, "pairing_ended");
    }

    [Fact(Timeout = 60_000)]
    public async Task An_approval_from_a_signed_out_device_cannot_be_redeemed()
    {
        using var laptop = await fixture.NewUserAsync();
        using var phone = fixture.NewVisitor();
        using var computer = fixture.NewVisitor();
        var offer = await CreateOfferAsync(laptop);
        var (claim, number) = await ClaimAsync(phone, offer.Secret);
        await RespondAsync(laptop, offer.Id, "allow", number).HasStatusAsync(HttpStatusCode.NoContent);
        var request = await CreateRequestAsync(computer);
        using var look = await LookUpAsync(laptop, request.Secret);
        await RespondAsync(laptop, (await look.JsonAsync()).GetProperty("id").GetString()!, "allow", request.Number).HasStatusAsync(HttpStatusCode.NoContent);
        await laptop.PostJsonAsync("/account/logout", new { }).HasStatusAsync(HttpStatusCode.NoContent);
        await RedeemAsync(phone, claim).IsProblemAsync(404, "pairing_ended");
        await RedeemAsync(computer, request.Claim).IsProblemAsync(404, "pairing_ended");
    }

    [Theory(Timeout = 60_000)]
    [InlineData("deny")]
    [InlineData("")]
    [InlineData("Allow")]
    public async Task An_offer_that_is_not_approved_is_denied(string response)
    {
        using var laptop = await fixture.NewUserAsync();
        using var phone = fixture.NewVisitor();
        var offer = await CreateOfferAsync(laptop);
        var (claim, number) = await ClaimAsync(phone, offer.Secret);
        await RespondAsync(laptop, offer.Id, response, number).HasStatusAsync(HttpStatusCode.NoContent);
        await RedeemAsync(phone, claim).IsProblemAsync(404, "pairing_ended");
        await phone.GetAsync("/file/buffer").IsProblemAsync(401, "sign_in_required");
    }

    [Fact(Timeout = 60_000)]
    public async Task An_offer_is_visible_only_to_the_device_that_created_it()
    {
        using var laptop = await fixture.NewUserAsync();
        using var other = await fixture.NewUserAsync();
        using var phone = fixture.NewVisitor();
        var offer = await CreateOfferAsync(laptop);
        var (claim, number) = await ClaimAsync(phone, offer.Secret);
        await other.GetAsync($"/device/offer/{offer.Id}").IsProblemAsync(404, "pairing_ended");
        await RespondAsync(other, offer.Id, "allow", number).IsProblemAsync(404, "pairing_ended");
        await LookUpAsync(other, offer.Secret).IsProblemAsync(404, "pairing_ended"); // an offer is not a request
        // Nor to another device of the same user, which may itself be a scanned one.
        using var tablet = await DeviceSteps.SignInAsync(fixture, laptop, "tablet");
        await RespondAsync(tablet, offer.Id, "allow", number).IsProblemAsync(404, "pairing_ended");
        await RedeemAsync(phone, claim).HasStatusAsync(HttpStatusCode.Accepted);
        await RedeemAsync(phone, offer.Secret).IsProblemAsync(404, "pairing_ended");
    }

    [Fact(Timeout = 60_000)]
    public async Task An_expired_offer_gets_404()
    {
        using var laptop = await fixture.NewUserAsync();
        using var phone = fixture.NewVisitor();
        var offer = await CreateOfferAsync(laptop);
        Assert.InRange((await RedisInspector.TtlAsync(fixture.Redis, $"cb:pair:{offer.Id}"))!.Value, TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(60));
        var (claim, number) = await ClaimAsync(phone, offer.Secret);
        await RedisInspector.DeleteAsync(fixture.Redis, $"cb:pair:{offer.Id}"); // as its expiry does
        await RespondAsync(laptop, offer.Id, "allow", number).IsProblemAsync(404, "pairing_ended");
        await RedeemAsync(phone, claim).IsProblemAsync(404, "pairing_ended");
    }

    [Fact(Timeout = 60_000)]
    public async Task Pairing_secrets_are_neither_in_Redis_nor_in_the_log()
    {
        using var laptop = await fixture.NewUserAsync();
        using var phone = fixture.NewVisitor();
        var offer = await CreateOfferAsync(laptop);
        var (claim, _) = await ClaimAsync(phone, offer.Secret);
        var keys = string.Join('\n', await RedisInspector.AllAsync(fixture.Redis));
        Assert.Contains(offer.Id, keys);
        foreach (var secret in new[] { offer.Secret, claim })
        {
            Assert.DoesNotContain(secret, keys);
            Assert.DoesNotContain(secret, fixture.App.Log);
        }
        Assert.Contains($"/device/join#{offer.Secret}", offer.Url);
        await phone.SendAsync(HttpMethod.Post, "/device/claim", null, ("Sec-Fetch-Site", "cross-site")).IsProblemAsync(403, "cross_site");
    }

    public sealed class OnEmbeddedRedis(EmbeddedApp fixture) : PairingTests(fixture);

    public sealed class OnRedisServer(RedisApp fixture) : PairingTests(fixture);
}
