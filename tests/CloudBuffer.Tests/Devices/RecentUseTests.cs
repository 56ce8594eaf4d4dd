using System.Net;

namespace CloudBuffer.Tests.Devices;

/// <summary>A device that lay in a drawer lets nobody in before its user has said the password.</summary>
public sealed class RecentUseTests(EmbeddedApp running)
{
    [Fact(Timeout = 60_000)]
    public async Task A_device_that_was_away_for_a_week_lets_nobody_in()
    {
        using var phone = await AwayForAsync(TimeSpan.FromDays(8));
        foreach (var path in new[] { "/device/offer", "/device/look", "/device/answer", "/token", "/token/device/answer" })
            await phone.PostJsonAsync(path, new { id = "x", secret = "x", name = "x", code = "BCDF-GHJK", answer = "allow" }).IsProblemAsync(403, "password_needed");
        // What it is for goes on.
        await phone.PutTextAsync("x").HasStatusAsync(HttpStatusCode.OK);
        using var page = await phone.GetAsync("/device/add", ("Accept", "text/html"));
        Assert.Equal(HttpStatusCode.Redirect, page.StatusCode);
        Assert.Equal("/account/confirm?returnUrl=%2Fdevice%2Fadd", page.Header("Location"));
        using var form = await phone.SendAsync(HttpMethod.Post, "/token", Visitor.Form(("name", null, "x"u8.ToArray())), ("Accept", "text/html"), ("Referer", $"{running.App.Address}token?x=1"));
        Assert.Equal("/account/confirm?returnUrl=%2Ftoken%3Fx%3D1", form.Header("Location"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Being_used_again_does_not_do_and_the_password_does()
    {
        using var phone = await AwayForAsync(TimeSpan.FromDays(8));
        await Eventually.Async("its return is noted", async () =>
        {
            await phone.GetAsync("/file/buffer").IsProblemAsync(404, "buffer_empty");
            return running.App.Query($"select ReauthenticationRequired from Devices join Users on Users.Id = OwnerId where UserName = '{phone.Name}'") == 1;
        });
        await OfferAsync(phone).IsProblemAsync(403, "password_needed");
        await phone.PostJsonAsync("/account/confirm", new { password = "not this one" }).IsProblemAsync(403, "sign_in_failed");
        await OfferAsync(phone).IsProblemAsync(403, "password_needed");
        await phone.PostFormAsync("/account/confirm", ("password", Visitor.Password), ("returnUrl", "//evil.example")).HasStatusAsync(HttpStatusCode.SeeOther);
        await OfferAsync(phone).HasStatusAsync(HttpStatusCode.OK);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_device_that_was_away_for_some_days_is_not_asked()
    {
        using var phone = await AwayForAsync(TimeSpan.FromDays(6));
        await OfferAsync(phone).HasStatusAsync(HttpStatusCode.OK);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_device_that_came_by_scanning_lets_none_but_borrowed_ones_in_before_it_gave_the_password()
    {
        using var laptop = await running.NewUserAsync();
        using var phone = running.NewVisitor();
        using var computer = running.NewVisitor();
        await PairingSteps.AddAsync(phone, laptop);
        foreach (var path in new[] { "/device/offer", "/token", "/token/device/answer" })
            await phone.PostJsonAsync(path, new { name = "x", code = "BCDF-GHJK", answer = "approve" }).IsProblemAsync(403, "password_needed");
        await PairingSteps.LetInAsync(computer, phone);
        await phone.PostJsonAsync("/account/confirm", new { password = Visitor.Password }).HasStatusAsync(HttpStatusCode.NoContent);
        await OfferAsync(phone).HasStatusAsync(HttpStatusCode.OK);
        await phone.MakeTokenAsync();
    }

    static Task<HttpResponseMessage> OfferAsync(Visitor phone) => phone.SendAsync(HttpMethod.Post, "/device/offer", null);

    async Task<Visitor> AwayForAsync(TimeSpan time)
    {
        var phone = await running.NewUserAsync();
        running.App.Execute($"update Devices set LastSeenAt = {(DateTimeOffset.UtcNow - time).ToUnixTimeMilliseconds()} where OwnerId = (select Id from Users where UserName = '{phone.Name}')");
        return phone;
    }
}
