using System.Net;
using System.Text.Json;

namespace CloudBuffer.Tests.Devices;

/// <summary>The devices on which a user is signed in.</summary>
public sealed class DeviceTests(EmbeddedApp fixture)
{
    const string Phone = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";

    [Fact(Timeout = 60_000)]
    public async Task The_cookie_of_a_signed_out_session_gets_401()
    {
        using var user = await fixture.NewUserAsync();
        await user.GetAsync("/file/buffer").IsProblemAsync(404, "buffer_empty");
        var stolen = user.Cookie;
        await user.PostFormAsync("/account/logout");
        using var thief = fixture.NewVisitor();
        await thief.GetAsync("/file/buffer", ("Cookie", stolen)).IsProblemAsync(401, "sign_in_required");
        await thief.GetAsync("/device", ("Cookie", stolen)).IsProblemAsync(401, "sign_in_required");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_sign_in_rotates_the_session()
    {
        using var user = await fixture.NewUserAsync();
        using var other = await fixture.NewUserAsync();
        var former = user.Cookie;
        // Another user signs in with the same browser.
        await user.PostJsonAsync("/account/login", new { username = other.Name, password = Visitor.Password }).HasStatusAsync(HttpStatusCode.OK);
        Assert.NotEqual(former, user.Cookie);
        using var thief = fixture.NewVisitor();
        await thief.GetAsync("/file/buffer", ("Cookie", former)).IsProblemAsync(401, "sign_in_required");
        Assert.Equal(2, (await DeviceSteps.ListAsync(user)).Count); // both are devices of the other user now
        await other.SendAsync(HttpMethod.Post, "/device/delete-others", null).HasStatusAsync(HttpStatusCode.NoContent);
        await user.GetAsync("/file/buffer").IsProblemAsync(401, "sign_in_required");
        // A wrong password leaves the session.
        await other.PostJsonAsync("/account/login", new { username = other.Name, password = "not this one" }).IsProblemAsync(403, "sign_in_failed");
        await other.GetAsync("/file/buffer").IsProblemAsync(404, "buffer_empty");
        await other.PostJsonAsync("/account/login", new { username = other.Name, password = Visitor.Password }).HasStatusAsync(HttpStatusCode.OK);
        Assert.Single(await DeviceSteps.ListAsync(other));
    }

    [Fact(Timeout = 60_000)]
    public async Task Expired_sessions_and_access_tokens_are_deleted()
    {
        using var user = await fixture.NewUserAsync();
        using var phone = await DeviceSteps.SignInAsync(fixture, user, Phone);
        await user.CreateTokenAsync();
        await user.CreateTokenAsync("file:read");
        var owner = $"OwnerId = (select Id from Users where UserName = '{user.Name}')";
        fixture.App.Execute($"update Devices set ExpiresAt = 1 where Browser = 'Chrome on Android' and {owner}");
        fixture.App.Execute($"update Tokens set ExpiresAt = 1 where Scopes = 'file:read' and {owner}");
        await Eventually.True("one of both is left", () => fixture.App.Query($"select count(*) from Devices where {owner}") == 1
            && fixture.App.Query($"select count(*) from Tokens where {owner}") == 1);
        await user.GetAsync("/file/buffer").IsProblemAsync(404, "buffer_empty");
    }

    [Fact(Timeout = 60_000)]
    public async Task Each_sign_in_adds_a_device_with_a_readable_name()
    {
        using var user = await fixture.NewUserAsync();
        using var phone = await DeviceSteps.SignInAsync(fixture, user, Phone);
        var devices = await DeviceSteps.ListAsync(user);
        Assert.Equal(2, devices.Count);
        var seen = devices.Single(device => !device.GetProperty("here").GetBoolean());
        Assert.Equal("Chrome on Android", seen.GetProperty("name").GetString());
        Assert.Equal("password", seen.GetProperty("origin").GetString());
        Assert.Equal(phone.Address.ToString(), seen.GetProperty("lastSeenFrom").GetString());
    }

    [Fact(Timeout = 60_000)]
    public async Task Names_of_devices_and_tokens_have_their_own_direction()
    {
        using var user = await fixture.NewUserAsync();
        await user.CreateTokenAsync();
        foreach (var path in new[] { "/device", "/token" })
        {
            using var page = await user.GetAsync(path, ("Accept", "text/html"));
            Assert.Contains("<h2 class=\"name\" dir=\"auto\">", await page.TextAsync());
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_device_can_be_renamed_and_signed_out_from_another()
    {
        using var user = await fixture.NewUserAsync();
        using var phone = await DeviceSteps.SignInAsync(fixture, user, Phone);
        await phone.GetAsync("/file/buffer").IsProblemAsync(404, "buffer_empty");
        var id = Id((await DeviceSteps.ListAsync(user)).Single(device => !device.GetProperty("here").GetBoolean()));
        await user.PostFormAsync("/device/name", ("id", id), ("name", " My\u202Ephone ")).HasStatusAsync(HttpStatusCode.SeeOther);
        Assert.Contains(await DeviceSteps.ListAsync(phone), device => device.GetProperty("name").GetString() == "Myphone");
        await user.PostFormAsync("/device/name", ("id", id), ("name", " ")).IsProblemAsync(400, "form_invalid");

        await user.SendAsync(HttpMethod.Delete, $"/device/{id}", null).HasStatusAsync(HttpStatusCode.NoContent);
        await phone.GetAsync("/file/buffer").IsProblemAsync(401, "sign_in_required");
        await user.GetAsync("/file/buffer").IsProblemAsync(404, "buffer_empty");
        await user.SendAsync(HttpMethod.Delete, $"/device/{id}", null).IsProblemAsync(404, "device_not_found");
    }

    [Fact(Timeout = 60_000)]
    public async Task All_other_devices_can_be_signed_out_at_once()
    {
        using var user = await fixture.NewUserAsync();
        using var one = await DeviceSteps.SignInAsync(fixture, user, Phone);
        using var two = await DeviceSteps.SignInAsync(fixture, user, "curl/8");
        foreach (var other in new[] { one, two })
            await other.GetAsync("/file/buffer").IsProblemAsync(404, "buffer_empty");
        await user.SendAsync(HttpMethod.Post, "/device/delete-others", null).HasStatusAsync(HttpStatusCode.NoContent);
        foreach (var other in new[] { one, two })
            await other.GetAsync("/file/buffer").IsProblemAsync(401, "sign_in_required");
        Assert.Single(await DeviceSteps.ListAsync(user));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_device_of_another_user_gets_404()
    {
        using var user = await fixture.NewUserAsync();
        using var other = await fixture.NewUserAsync();
        var id = Id(Assert.Single(await DeviceSteps.ListAsync(user)));
        Assert.DoesNotContain(await DeviceSteps.ListAsync(other), device => Id(device) == id);
        await other.SendAsync(HttpMethod.Delete, $"/device/{id}", null).IsProblemAsync(404, "device_not_found");
        await other.PostFormAsync("/device/name", ("id", id), ("name", "mine")).IsProblemAsync(404, "device_not_found");
        await other.GetAsync($"/device/delete?id={id}").IsProblemAsync(404, "device_not_found");
        await user.GetAsync("/file/buffer").IsProblemAsync(404, "buffer_empty");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_session_key_is_stored_only_as_a_hash()
    {
        using var user = await fixture.NewUserAsync();
        Assert.Equal(1, fixture.App.Query(
            $"select count(*) from Devices join Users on Users.Id = OwnerId where UserName = '{user.Name}' and length(KeyHash) = 64"));
        var cookie = user.Cookie.Split('=', 2)[1];
        Assert.DoesNotContain(cookie, fixture.App.Log);
        Assert.True(cookie.Length < 1000, "The cookie holds more than a key");
    }

    static string Id(JsonElement device) => device.GetProperty("id").GetString()!;
}
