using System.Net;
using static CloudBuffer.Tests.Devices.PairingSteps;

namespace CloudBuffer.Tests.Devices;

/// <summary>A computer that a phone signs in for 15 minutes.</summary>
public sealed class TemporarySignInTests(EmbeddedApp fixture)
{
    [Trait("Category", "Slow")]
    [Fact(Timeout = 60_000)]
    public async Task A_temporary_sign_in_lasts_15_minutes()
    {
        using var phone = await fixture.NewUserAsync();
        using var computer = fixture.NewVisitor();
        var request = await CreateRequestAsync(computer);
        await RedeemAsync(computer, request.Claim).HasStatusAsync(HttpStatusCode.Accepted);
        using var look = await LookUpAsync(phone, request.Secret);
        var asked = await look.JsonAsync();
        var numbers = asked.GetProperty("numbers").EnumerateArray().Select(number => number.GetString()!).ToList();
        Assert.Equal(3, numbers.Distinct().Count());
        Assert.Contains(request.Number, numbers);
        using (var again = await LookUpAsync(phone, request.Secret))
            Assert.Equal(numbers, (await again.JsonAsync()).GetProperty("numbers").EnumerateArray().Select(number => number.GetString()!));

        await RespondAsync(phone, asked.GetProperty("id").GetString()!, "allow", request.Number).HasStatusAsync(HttpStatusCode.NoContent);
        using var finished = await RedeemAsync(computer, request.Claim);
        Assert.Equal(HttpStatusCode.OK, finished.StatusCode);
        Assert.DoesNotContain("expires", finished.Header("Set-Cookie")); // a session cookie
        await computer.GetAsync("/file/buffer").IsProblemAsync(404, "buffer_empty");
        var device = (await DeviceSteps.ListAsync(phone)).Single(device => device.GetProperty("origin").GetString() == "borrowed");
        Assert.InRange(device.GetProperty("expiresAt").GetDateTimeOffset() - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(14), TimeSpan.FromMinutes(15));

        var id = device.GetProperty("id").GetString();
        fixture.App.Execute($"update Devices set ExpiresAt = {DateTimeOffset.UtcNow.AddSeconds(-1).ToUnixTimeMilliseconds()} where Id = '{id}'");
        await Eventually.Async("the session has expired", async () =>
        {
            using var response = await computer.GetAsync("/file/buffer");
            return response.StatusCode == HttpStatusCode.Unauthorized;
        });
    }

    [Fact(Timeout = 60_000)]
    public async Task A_temporary_sign_in_cannot_extend_its_access()
    {
        using var phone = await fixture.NewUserAsync();
        using var computer = fixture.NewVisitor();
        await SignInTemporarilyAsync(computer, phone);
        await computer.PostJsonAsync("/token", new { name = "x", scope = "file:read" }).IsProblemAsync(403, "own_device_needed");
        await computer.SendAsync(HttpMethod.Post, "/device/offer", null).IsProblemAsync(403, "own_device_needed");
        await computer.GetAsync("/guest", ("Accept", "application/json")).IsProblemAsync(403, "own_device_needed");
        await computer.SendAsync(HttpMethod.Post, "/guest/close", null).IsProblemAsync(403, "own_device_needed");
        await computer.SendAsync(HttpMethod.Post, "/device/delete-others", null).IsProblemAsync(403, "own_device_needed");
        await computer.PostJsonAsync("/device/look", new { secret = "x" }).IsProblemAsync(403, "own_device_needed");
        await computer.PostJsonAsync("/account/confirm", new { password = Visitor.Password }).IsProblemAsync(403, "own_device_needed");
        await computer.PostJsonAsync("/token/device/answer", new { code = "BCDF-GHJK", answer = "approve" }).IsProblemAsync(403, "own_device_needed");
        using (var page = await computer.GetAsync("/", ("Accept", "text/html")))
            Assert.Contains("Temporary sign-in", await page.TextAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_wrong_number_ends_a_temporary_sign_in_request()
    {
        using var phone = await fixture.NewUserAsync();
        using var computer = fixture.NewVisitor();
        var request = await CreateRequestAsync(computer);
        using var look = await LookUpAsync(phone, request.Secret);
        var asked = await look.JsonAsync();
        var id = asked.GetProperty("id").GetString()!;
        var wrong = asked.GetProperty("numbers").EnumerateArray().Select(number => number.GetString()!).First(number => number != request.Number);
        await RespondAsync(phone, id, "allow", wrong).IsProblemAsync(404, "pairing_ended");
        // With three numbers to choose from, a second try would be a guess.
        await RespondAsync(phone, id, "allow", request.Number).IsProblemAsync(404, "pairing_ended");
        await RedeemAsync(computer, request.Claim).IsProblemAsync(404, "pairing_ended");
    }
}
