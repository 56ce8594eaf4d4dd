using System.Net;
using static CloudBuffer.Tests.Devices.PairingSteps;

namespace CloudBuffer.Tests.Devices;

/// <summary>A new device scans the code of one that is signed in, and all the ways in which it must not work.</summary>
public abstract class PairingTests(RunningApp running)
{
    [Fact(Timeout = 60_000)]
    public async Task A_phone_that_scanned_comes_in_after_one_yes()
    {
        using var laptop = await running.NewUserAsync();
        await laptop.PutTextAsync("for the phone");
        using var phone = running.NewVisitor();
        var offer = await OfferAsync(laptop);
        Assert.Equal("open", (await StateAsync(laptop, offer.Id)).GetProperty("state").GetString());

        var (claim, number) = await ClaimAsync(phone, offer.Secret);
        await FinishAsync(phone, claim).HasStatusAsync(HttpStatusCode.Accepted);
        var waiting = await StateAsync(laptop, offer.Id);
        Assert.Equal("waiting", waiting.GetProperty("state").GetString());
        Assert.Equal(number, waiting.GetProperty("number").GetString());
        Assert.Equal(phone.Address.ToString(), waiting.GetProperty("address").GetString());
        await phone.GetAsync("/file/buffer").IsProblemAsync(401, "sign_in_required");

        await AnswerAsync(laptop, offer.Id, "allow", number).HasStatusAsync(HttpStatusCode.NoContent);
        await FinishAsync(phone, claim).HasStatusAsync(HttpStatusCode.OK);
        using var buffer = await phone.GetAsync("/file/buffer");
        Assert.Equal("for the phone", await buffer.TextAsync());
        Assert.Contains(await DeviceTests.DevicesAsync(laptop), device => device.GetProperty("origin").GetString() == "scan");

        // Used up: neither a reload nor a second phone comes in.
        using var second = running.NewVisitor();
        await FinishAsync(second, claim).IsProblemAsync(404, "pairing_ended");
        await ClaimOnceAsync(second, offer.Secret).IsProblemAsync(404, "pairing_ended");
        await AnswerAsync(laptop, offer.Id, "allow", number).IsProblemAsync(404, "pairing_ended");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_second_claim_is_refused_and_the_first_still_needs_its_yes()
    {
        using var laptop = await running.NewUserAsync();
        var offer = await OfferAsync(laptop);
        var visitors = Enumerable.Range(0, 10).Select(_ => running.NewVisitor()).ToList();
        var answers = await Task.WhenAll(visitors.Select(visitor => ClaimOnceAsync(visitor, offer.Secret)));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.All(answers.Where(answer => answer.StatusCode != HttpStatusCode.OK), answer => Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode));
        visitors.ForEach(visitor => visitor.Dispose());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_second_device_that_tries_the_code_is_told_to_whoever_shows_it()
    {
        using var laptop = await running.NewUserAsync();
        using var phone = running.NewVisitor();
        using var second = running.NewVisitor();
        var offer = await OfferAsync(laptop);
        await ClaimAsync(phone, offer.Secret);
        Assert.False((await StateAsync(laptop, offer.Id)).GetProperty("contested").GetBoolean());
        await ClaimOnceAsync(second, offer.Secret).IsProblemAsync(404, "pairing_ended");
        var waiting = await StateAsync(laptop, offer.Id);
        Assert.True(waiting.GetProperty("contested").GetBoolean());
        Assert.Equal("waiting", waiting.GetProperty("state").GetString());
        Assert.Equal(phone.Address.ToString(), waiting.GetProperty("address").GetString());
    }

    [Fact(Timeout = 60_000)]
    public async Task However_late_a_code_is_scanned_there_is_a_minute_to_answer()
    {
        using var laptop = await running.NewUserAsync();
        using var phone = running.NewVisitor();
        var offer = await OfferAsync(laptop);
        await RedisKeysOf.ExpireAsync(running.Redis, $"cb:pair:{offer.Id}", TimeSpan.FromSeconds(8));
        await ClaimAsync(phone, offer.Secret);
        Assert.InRange((await RedisKeysOf.TtlAsync(running.Redis, $"cb:pair:{offer.Id}"))!.Value, TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(60));
    }

    [Fact(Timeout = 60_000)]
    public async Task Three_wrong_numbers_destroy_a_code()
    {
        using var laptop = await running.NewUserAsync();
        using var phone = running.NewVisitor();
        var offer = await OfferAsync(laptop);
        var (claim, number) = await ClaimAsync(phone, offer.Secret);
        var wrong = number == "10" ? "11" : "10";
        await AnswerAsync(laptop, offer.Id, "allow", wrong).IsProblemAsync(400, "number_wrong");
        await AnswerAsync(laptop, offer.Id, "allow", "").IsProblemAsync(400, "number_wrong");
        await AnswerAsync(laptop, offer.Id, "allow", wrong).IsProblemAsync(404, "pairing_ended");
        await AnswerAsync(laptop, offer.Id, "allow", number).IsProblemAsync(404, "pairing_ended");
        await FinishAsync(phone, claim).IsProblemAsync(404, "pairing_ended");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_yes_of_a_device_that_was_signed_out_lets_nobody_in()
    {
        using var laptop = await running.NewUserAsync();
        using var phone = running.NewVisitor();
        using var computer = running.NewVisitor();
        var offer = await OfferAsync(laptop);
        var (claim, number) = await ClaimAsync(phone, offer.Secret);
        await AnswerAsync(laptop, offer.Id, "allow", number).HasStatusAsync(HttpStatusCode.NoContent);
        var request = await RequestAsync(computer);
        using var look = await LookAsync(laptop, request.Secret);
        await AnswerAsync(laptop, (await look.JsonAsync()).GetProperty("id").GetString()!, "allow", request.Number).HasStatusAsync(HttpStatusCode.NoContent);
        await laptop.PostJsonAsync("/account/logout", new { }).HasStatusAsync(HttpStatusCode.NoContent);
        await FinishAsync(phone, claim).IsProblemAsync(404, "pairing_ended");
        await FinishAsync(computer, request.Claim).IsProblemAsync(404, "pairing_ended");
    }

    [Theory(Timeout = 60_000)]
    [InlineData("deny")]
    [InlineData("")]
    [InlineData("Allow")]
    public async Task Anything_but_yes_is_no(string answer)
    {
        using var laptop = await running.NewUserAsync();
        using var phone = running.NewVisitor();
        var offer = await OfferAsync(laptop);
        var (claim, number) = await ClaimAsync(phone, offer.Secret);
        await AnswerAsync(laptop, offer.Id, answer, number).HasStatusAsync(HttpStatusCode.NoContent);
        await FinishAsync(phone, claim).IsProblemAsync(404, "pairing_ended");
        await phone.GetAsync("/file/buffer").IsProblemAsync(401, "sign_in_required");
    }

    [Fact(Timeout = 60_000)]
    public async Task Nobody_else_sees_or_answers_an_offer()
    {
        using var laptop = await running.NewUserAsync();
        using var other = await running.NewUserAsync();
        using var phone = running.NewVisitor();
        var offer = await OfferAsync(laptop);
        var (claim, number) = await ClaimAsync(phone, offer.Secret);
        await other.GetAsync($"/device/offer/{offer.Id}").IsProblemAsync(404, "pairing_ended");
        await AnswerAsync(other, offer.Id, "allow", number).IsProblemAsync(404, "pairing_ended");
        await LookAsync(other, offer.Secret).IsProblemAsync(404, "pairing_ended"); // an offer is no request
        // Nor another device of the same user, which may have come by scanning itself.
        using var tablet = await DeviceTests.SignInAsync(running, laptop, "tablet");
        await AnswerAsync(tablet, offer.Id, "allow", number).IsProblemAsync(404, "pairing_ended");
        await FinishAsync(phone, claim).HasStatusAsync(HttpStatusCode.Accepted);
        await FinishAsync(phone, offer.Secret).IsProblemAsync(404, "pairing_ended");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_late_code_is_over()
    {
        using var laptop = await running.NewUserAsync();
        using var phone = running.NewVisitor();
        var offer = await OfferAsync(laptop);
        Assert.InRange((await RedisKeysOf.TtlAsync(running.Redis, $"cb:pair:{offer.Id}"))!.Value, TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(60));
        var (claim, number) = await ClaimAsync(phone, offer.Secret);
        await RedisKeysOf.DeleteAsync(running.Redis, $"cb:pair:{offer.Id}"); // what its time does
        await AnswerAsync(laptop, offer.Id, "allow", number).IsProblemAsync(404, "pairing_ended");
        await FinishAsync(phone, claim).IsProblemAsync(404, "pairing_ended");
    }

    [Fact(Timeout = 60_000)]
    public async Task Secrets_are_neither_in_Redis_nor_in_the_log_nor_in_any_address()
    {
        using var laptop = await running.NewUserAsync();
        using var phone = running.NewVisitor();
        var offer = await OfferAsync(laptop);
        var (claim, _) = await ClaimAsync(phone, offer.Secret);
        var keys = string.Join('\n', await RedisKeysOf.AllAsync(running.Redis));
        Assert.Contains(offer.Id, keys);
        foreach (var secret in new[] { offer.Secret, claim })
        {
            Assert.DoesNotContain(secret, keys);
            Assert.DoesNotContain(secret, running.App.Log);
        }
        Assert.Contains($"/device/join#{offer.Secret}", offer.Url);
        await phone.SendAsync(HttpMethod.Post, "/device/claim", null, ("Sec-Fetch-Site", "cross-site")).IsProblemAsync(403, "cross_site");
    }
}

public sealed class PairingTestsOnEmbeddedRedis(EmbeddedApp running) : PairingTests(running);

public sealed class PairingTestsOnRedisServer(RedisApp running) : PairingTests(running);
