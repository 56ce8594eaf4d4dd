using System.Net;

namespace CloudBuffer.Tests.Devices;

/// <summary>A device unused for a week, or connected by scanning, grants no access before the password is given.</summary>
public sealed class RecentAuthenticationTests(EmbeddedApp fixture)
{
    [Fact(Timeout = 60_000)]
    public async Task A_device_unused_for_a_week_needs_the_password_to_grant_access()
    {
        using var phone = await AwayForAsync(TimeSpan.FromDays(8));
        foreach (var path in new[] { "/device/offer", "/device/look", "/device/answer", "/token", "/token/device/answer" })
            await phone.PostJsonAsync(path, new { id = "x", secret = "x", name = "x", code = "BCDF-GHJK", answer = "allow" })
                .IsProblemAsync(403, "password_needed");
        // Its own access remains.
        await phone.PutTextAsync("x").HasStatusAsync(HttpStatusCode.OK);
        using var page = await phone.GetAsync("/device/add", ("Accept", "text/html"));
        Assert.Equal(HttpStatusCode.Redirect, page.StatusCode);
        Assert.Equal("/account/confirm?returnUrl=%2Fdevice%2Fadd", page.Header("Location"));
        using var form = await phone.SendAsync(
            HttpMethod.Post, "/token", Visitor.Form(("name", null, "x"u8.ToArray())), ("Accept", "text/html"), ("Referer", $"{fixture.App.Address}token?x=1"));
        Assert.Equal("/account/confirm?returnUrl=%2Ftoken%3Fx%3D1", form.Header("Location"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Recent_authentication_needs_the_password_rather_than_use()
    {
        using var phone = await AwayForAsync(TimeSpan.FromDays(8));
        await Eventually.Async("its use is recorded", async () =>
        {
            await phone.GetAsync("/file/buffer").IsProblemAsync(404, "buffer_empty");
            return fixture.App.Query($"select ReauthenticationRequired from Devices join Users on Users.Id = OwnerId where UserName = '{phone.Name}'") == 1;
        });
        await CreateOfferAsync(phone).IsProblemAsync(403, "password_needed");
        await phone.PostJsonAsync("/account/confirm", new { password = "not this one" }).IsProblemAsync(403, "sign_in_failed");
        await CreateOfferAsync(phone).IsProblemAsync(403, "password_needed");
        await phone.PostFormAsync("/account/confirm", ("password", Visitor.Password), ("returnUrl", "//evil.example")).HasStatusAsync(HttpStatusCode.SeeOther);
        await CreateOfferAsync(phone).HasStatusAsync(HttpStatusCode.OK);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_device_unused_for_six_days_needs_no_password()
    {
        using var phone = await AwayForAsync(TimeSpan.FromDays(6));
        await CreateOfferAsync(phone).HasStatusAsync(HttpStatusCode.OK);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_scanned_device_can_only_grant_temporary_sign_ins_before_it_gives_the_password()
    {
        using var laptop = await fixture.NewUserAsync();
        using var phone = fixture.NewVisitor();
        using var computer = fixture.NewVisitor();
        await PairingSteps.ConnectAsync(phone, laptop);
        foreach (var path in new[] { "/device/offer", "/token", "/token/device/answer" })
            await phone.PostJsonAsync(path, new { name = "x", code = "BCDF-GHJK", answer = "approve" }).IsProblemAsync(403, "password_needed");
        await PairingSteps.SignInTemporarilyAsync(computer, phone);
        await phone.PostJsonAsync("/account/confirm", new { password = Visitor.Password }).HasStatusAsync(HttpStatusCode.NoContent);
        await CreateOfferAsync(phone).HasStatusAsync(HttpStatusCode.OK);
        await phone.CreateTokenAsync();
    }

    static Task<HttpResponseMessage> CreateOfferAsync(Visitor phone) => phone.SendAsync(HttpMethod.Post, "/device/offer", null);

    async Task<Visitor> AwayForAsync(TimeSpan time)
    {
        var phone = await fixture.NewUserAsync();
        var lastSeen = (DateTimeOffset.UtcNow - time).ToUnixTimeMilliseconds();
        fixture.App.Execute($"update Devices set LastSeenAt = {lastSeen} where OwnerId = (select Id from Users where UserName = '{phone.Name}')");
        return phone;
    }
}
