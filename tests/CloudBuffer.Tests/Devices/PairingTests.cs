using System.Net;
using System.Text.Json;

namespace CloudBuffer.Tests.Devices;

/// <summary>Signing in by scanning, in both directions, and all the ways in which it must not work.</summary>
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
    public async Task A_borrowed_computer_comes_in_for_a_quarter_of_an_hour()
    {
        using var phone = await running.NewUserAsync();
        using var computer = running.NewVisitor();
        var request = await RequestAsync(computer);
        await FinishAsync(computer, request.Claim).HasStatusAsync(HttpStatusCode.Accepted);
        using var look = await LookAsync(phone, request.Secret);
        var asked = await look.JsonAsync();
        var numbers = asked.GetProperty("numbers").EnumerateArray().Select(number => number.GetString()!).ToList();
        Assert.Equal(3, numbers.Distinct().Count());
        Assert.Contains(request.Number, numbers);
        using (var again = await LookAsync(phone, request.Secret))
            Assert.Equal(numbers, (await again.JsonAsync()).GetProperty("numbers").EnumerateArray().Select(number => number.GetString()!));

        await AnswerAsync(phone, asked.GetProperty("id").GetString()!, "allow", request.Number).HasStatusAsync(HttpStatusCode.NoContent);
        using var finished = await FinishAsync(computer, request.Claim);
        Assert.Equal(HttpStatusCode.OK, finished.StatusCode);
        Assert.DoesNotContain("expires", finished.Header("Set-Cookie")); // gone with the browser
        await computer.GetAsync("/file/buffer").IsProblemAsync(404, "buffer_empty");
        var device = (await DeviceTests.DevicesAsync(phone)).Single(device => device.GetProperty("origin").GetString() == "borrowed");
        Assert.InRange(device.GetProperty("expiresAt").GetDateTimeOffset() - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(14), TimeSpan.FromMinutes(15));

        running.App.Execute($"update Devices set ExpiresAt = {DateTimeOffset.UtcNow.AddSeconds(-1).ToUnixTimeMilliseconds()} where Id = '{device.GetProperty("id").GetString()}'");
        await Eventually.Async("it is out", async () =>
        {
            using var answer = await computer.GetAsync("/file/buffer");
            return answer.StatusCode == HttpStatusCode.Unauthorized;
        });
    }

    [Fact(Timeout = 60_000)]
    public async Task A_borrowed_computer_can_do_nothing_to_stay()
    {
        using var phone = await running.NewUserAsync();
        using var computer = running.NewVisitor();
        await LetInAsync(computer, phone);
        await computer.PostJsonAsync("/token", new { name = "x", scope = "file:read" }).IsProblemAsync(403, "own_device_needed");
        await computer.SendAsync(HttpMethod.Post, "/device/offer", null).IsProblemAsync(403, "own_device_needed");
        await computer.SendAsync(HttpMethod.Post, "/device/delete-others", null).IsProblemAsync(403, "own_device_needed");
        await computer.PostJsonAsync("/device/look", new { secret = "x" }).IsProblemAsync(403, "own_device_needed");
        await computer.PostJsonAsync("/account/confirm", new { password = Visitor.Password }).IsProblemAsync(403, "own_device_needed");
        await computer.PostJsonAsync("/token/device/answer", new { code = "BCDF-GHJK", answer = "approve" }).IsProblemAsync(403, "own_device_needed");
        using (var page = await computer.GetAsync("/", ("Accept", "text/html")))
            Assert.Contains("This computer is borrowed", await page.TextAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_wrong_number_lets_no_borrowed_computer_in()
    {
        using var phone = await running.NewUserAsync();
        using var computer = running.NewVisitor();
        var request = await RequestAsync(computer);
        using var look = await LookAsync(phone, request.Secret);
        var asked = await look.JsonAsync();
        var id = asked.GetProperty("id").GetString()!;
        var wrong = asked.GetProperty("numbers").EnumerateArray().Select(number => number.GetString()!).First(number => number != request.Number);
        await AnswerAsync(phone, id, "allow", wrong).IsProblemAsync(400, "number_wrong");
        await AnswerAsync(phone, id, "allow", wrong).IsProblemAsync(400, "number_wrong");
        await AnswerAsync(phone, id, "allow", wrong).IsProblemAsync(404, "pairing_ended");
        await FinishAsync(computer, request.Claim).IsProblemAsync(404, "pairing_ended");
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

    /// <summary>A borrowed computer, by a phone that is signed in.</summary>
    internal static async Task LetInAsync(Visitor computer, Visitor phone)
    {
        var request = await RequestAsync(computer);
        using var look = await LookAsync(phone, request.Secret);
        await AnswerAsync(phone, (await look.JsonAsync()).GetProperty("id").GetString()!, "allow", request.Number).HasStatusAsync(HttpStatusCode.NoContent);
        await FinishAsync(computer, request.Claim).HasStatusAsync(HttpStatusCode.OK);
    }

    static async Task<(string Id, string Secret, string Url)> OfferAsync(Visitor laptop)
    {
        using var answer = await laptop.SendAsync(HttpMethod.Post, "/device/offer", null);
        var json = await answer.JsonAsync();
        var url = json.GetProperty("url").GetString()!;
        return (json.GetProperty("id").GetString()!, url[(url.IndexOf('#') + 1)..], url);
    }

    static async Task<(string Secret, string Claim, string Number)> RequestAsync(Visitor computer)
    {
        using var answer = await computer.SendAsync(HttpMethod.Post, "/device/request", null);
        var json = await answer.JsonAsync();
        var url = json.GetProperty("url").GetString()!;
        return (url[(url.IndexOf('#') + 1)..], json.GetProperty("claim").GetString()!, json.GetProperty("number").GetString()!);
    }

    static async Task<(string Claim, string Number)> ClaimAsync(Visitor phone, string secret)
    {
        using var answer = await ClaimOnceAsync(phone, secret);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var json = await answer.JsonAsync();
        return (json.GetProperty("claim").GetString()!, json.GetProperty("number").GetString()!);
    }

    static async Task<JsonElement> StateAsync(Visitor laptop, string id)
    {
        using var answer = await laptop.GetAsync($"/device/offer/{id}");
        return await answer.JsonAsync();
    }

    static Task<HttpResponseMessage> ClaimOnceAsync(Visitor phone, string secret) => phone.PostJsonAsync("/device/claim", new { secret });

    static Task<HttpResponseMessage> LookAsync(Visitor phone, string secret) => phone.PostJsonAsync("/device/look", new { secret });

    static Task<HttpResponseMessage> AnswerAsync(Visitor laptop, string id, string answer, string number) => laptop.PostJsonAsync("/device/answer", new { id, answer, number });

    static Task<HttpResponseMessage> FinishAsync(Visitor phone, string claim) => phone.PostJsonAsync("/device/finish", new { claim });
}

public sealed class PairingTestsOnEmbeddedRedis(EmbeddedApp running) : PairingTests(running);

public sealed class PairingTestsOnRedisServer(RedisApp running) : PairingTests(running);

/// <summary>What takes longer than a minute to see.</summary>
public sealed class BorrowedTests(EmbeddedApp running)
{
    [Fact(Timeout = 120_000)]
    public async Task A_borrowed_computer_stays_no_longer_by_being_used()
    {
        using var phone = await running.NewUserAsync();
        using var computer = running.NewVisitor();
        await PairingTests.LetInAsync(computer, phone);
        var end = await EndAsync();
        // The security stamp is looked at each minute, and the cookie renewed with it.
        await Task.Delay(TimeSpan.FromSeconds(65), TestContext.Current.CancellationToken);
        await computer.GetAsync("/file/buffer").IsProblemAsync(404, "buffer_empty");
        Assert.Equal(end, await EndAsync());

        async Task<DateTimeOffset> EndAsync() => (await DeviceTests.DevicesAsync(phone))
            .Single(device => device.GetProperty("origin").GetString() == "borrowed").GetProperty("expiresAt").GetDateTimeOffset();
    }
}
