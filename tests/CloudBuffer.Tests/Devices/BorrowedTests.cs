using System.Net;
using static CloudBuffer.Tests.Devices.PairingSteps;

namespace CloudBuffer.Tests.Devices;

/// <summary>A borrowed computer, which a phone lets in for a quarter of an hour.</summary>
public abstract class BorrowedTests(RunningApp running)
{
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
        await AnswerAsync(phone, id, "allow", wrong).IsProblemAsync(404, "pairing_ended");
        // Out of three, the next would be no more than a guess.
        await AnswerAsync(phone, id, "allow", request.Number).IsProblemAsync(404, "pairing_ended");
        await FinishAsync(computer, request.Claim).IsProblemAsync(404, "pairing_ended");
    }
}

public sealed class BorrowedTestsOnEmbeddedRedis(EmbeddedApp running) : BorrowedTests(running);

public sealed class BorrowedTestsOnRedisServer(RedisApp running) : BorrowedTests(running);

/// <summary>What takes longer than a minute to see.</summary>
public sealed class BorrowedForLongTests(EmbeddedApp running)
{
    [Fact(Timeout = 120_000)]
    public async Task A_borrowed_computer_stays_no_longer_by_being_used()
    {
        using var phone = await running.NewUserAsync();
        using var computer = running.NewVisitor();
        await LetInAsync(computer, phone);
        var end = await EndAsync();
        // The security stamp is looked at each minute, and the cookie renewed with it.
        await Task.Delay(TimeSpan.FromSeconds(65), TestContext.Current.CancellationToken);
        await computer.GetAsync("/file/buffer").IsProblemAsync(404, "buffer_empty");
        Assert.Equal(end, await EndAsync());

        async Task<DateTimeOffset> EndAsync() => (await DeviceTests.DevicesAsync(phone))
            .Single(device => device.GetProperty("origin").GetString() == "borrowed").GetProperty("expiresAt").GetDateTimeOffset();
    }
}
