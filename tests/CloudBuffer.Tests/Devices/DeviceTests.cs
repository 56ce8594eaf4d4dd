using System.Net;
using System.Text;
using System.Text.Json;

namespace CloudBuffer.Tests.Devices;

/// <summary>The devices on which a user is signed in.</summary>
public abstract class DeviceTests(RunningApp running)
{
    const string Phone = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";

    [Fact(Timeout = 60_000)]
    public async Task A_signed_out_cookie_is_worthless_at_once()
    {
        using var user = await running.NewUserAsync();
        await user.GetAsync("/file/buffer").IsProblemAsync(404, "buffer_empty");
        var stolen = user.Cookie;
        await user.PostFormAsync("/account/logout");
        using var thief = running.NewVisitor();
        await thief.GetAsync("/file/buffer", ("Cookie", stolen)).IsProblemAsync(401, "sign_in_required");
        await thief.GetAsync("/device", ("Cookie", stolen)).IsProblemAsync(401, "sign_in_required");
    }

    [Fact(Timeout = 60_000)]
    public async Task Whoever_signs_in_gets_a_key_of_his_own_and_the_former_session_ends()
    {
        using var user = await running.NewUserAsync();
        using var other = await running.NewUserAsync();
        var former = user.Cookie;
        // Somebody else signs in with the same browser.
        await user.PostJsonAsync("/account/login", new { username = other.Name, password = Visitor.Password }).HasStatusAsync(HttpStatusCode.OK);
        Assert.NotEqual(former, user.Cookie);
        using var thief = running.NewVisitor();
        await thief.GetAsync("/file/buffer", ("Cookie", former)).IsProblemAsync(401, "sign_in_required");
        Assert.Equal(2, (await DevicesAsync(user)).Count); // both are devices of the other now
        await other.SendAsync(HttpMethod.Post, "/device/delete-others", null).HasStatusAsync(HttpStatusCode.NoContent);
        await user.GetAsync("/file/buffer").IsProblemAsync(401, "sign_in_required");
        // A wrong password ends nothing.
        await other.PostJsonAsync("/account/login", new { username = other.Name, password = "not this one" }).IsProblemAsync(403, "sign_in_failed");
        await other.GetAsync("/file/buffer").IsProblemAsync(404, "buffer_empty");
        await other.PostJsonAsync("/account/login", new { username = other.Name, password = Visitor.Password }).HasStatusAsync(HttpStatusCode.OK);
        Assert.Single(await DevicesAsync(other));
    }

    [Fact(Timeout = 60_000)]
    public async Task Each_sign_in_is_a_device_with_a_name_that_people_know()
    {
        using var user = await running.NewUserAsync();
        using var phone = await SignInAsync(user, Phone);
        var devices = await DevicesAsync(user);
        Assert.Equal(2, devices.Count);
        var seen = devices.Single(device => !device.GetProperty("here").GetBoolean());
        Assert.Equal("Chrome on Android", seen.GetProperty("name").GetString());
        Assert.Equal("password", seen.GetProperty("origin").GetString());
        Assert.Equal(phone.Address.ToString(), seen.GetProperty("lastSeenFrom").GetString());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_device_is_renamed_and_signed_out_by_another()
    {
        using var user = await running.NewUserAsync();
        using var phone = await SignInAsync(user, Phone);
        await phone.GetAsync("/file/buffer").IsProblemAsync(404, "buffer_empty");
        var id = Id((await DevicesAsync(user)).Single(device => !device.GetProperty("here").GetBoolean()));
        await user.PostFormAsync("/device/name", ("id", id), ("name", " My\u202Ephone ")).HasStatusAsync(HttpStatusCode.SeeOther);
        Assert.Contains(await DevicesAsync(phone), device => device.GetProperty("name").GetString() == "Myphone");
        await user.PostFormAsync("/device/name", ("id", id), ("name", " ")).IsProblemAsync(400, "form_invalid");

        await user.SendAsync(HttpMethod.Delete, $"/device/{id}", null).HasStatusAsync(HttpStatusCode.NoContent);
        await phone.GetAsync("/file/buffer").IsProblemAsync(401, "sign_in_required");
        await user.GetAsync("/file/buffer").IsProblemAsync(404, "buffer_empty");
        await user.SendAsync(HttpMethod.Delete, $"/device/{id}", null).IsProblemAsync(404, "device_not_found");
    }

    [Fact(Timeout = 60_000)]
    public async Task All_others_are_signed_out_in_one_go()
    {
        using var user = await running.NewUserAsync();
        using var one = await SignInAsync(user, Phone);
        using var two = await SignInAsync(user, "curl/8");
        foreach (var other in new[] { one, two })
            await other.GetAsync("/file/buffer").IsProblemAsync(404, "buffer_empty");
        await user.SendAsync(HttpMethod.Post, "/device/delete-others", null).HasStatusAsync(HttpStatusCode.NoContent);
        foreach (var other in new[] { one, two })
            await other.GetAsync("/file/buffer").IsProblemAsync(401, "sign_in_required");
        Assert.Single(await DevicesAsync(user));
    }

    [Fact(Timeout = 60_000)]
    public async Task The_devices_of_others_are_as_if_they_were_not_there()
    {
        using var user = await running.NewUserAsync();
        using var other = await running.NewUserAsync();
        var id = Id(Assert.Single(await DevicesAsync(user)));
        Assert.DoesNotContain(await DevicesAsync(other), device => Id(device) == id);
        await other.SendAsync(HttpMethod.Delete, $"/device/{id}", null).IsProblemAsync(404, "device_not_found");
        await other.PostFormAsync("/device/name", ("id", id), ("name", "mine")).IsProblemAsync(404, "device_not_found");
        await other.GetAsync($"/device/delete?id={id}").IsProblemAsync(404, "device_not_found");
        await user.GetAsync("/file/buffer").IsProblemAsync(404, "buffer_empty");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_key_in_the_cookie_is_nowhere_on_the_server()
    {
        using var user = await running.NewUserAsync();
        Assert.Equal(1, running.App.Query($"select count(*) from Devices join Users on Users.Id = OwnerId where UserName = '{user.Name}' and length(KeyHash) = 64"));
        var cookie = user.Cookie.Split('=', 2)[1];
        Assert.DoesNotContain(cookie, running.App.Log);
        Assert.True(cookie.Length < 1000, "The cookie holds more than a key");
    }

    internal static async Task<Visitor> SignInAsync(RunningApp running, Visitor user, string userAgent)
    {
        var device = running.NewVisitor();
        device.Http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", userAgent);
        await device.SendAsync(HttpMethod.Post, "/account/login", new StringContent(JsonSerializer.Serialize(new { username = user.Name, password = Visitor.Password }), Encoding.UTF8, "application/json"))
            .HasStatusAsync(HttpStatusCode.OK);
        return device;
    }

    internal static async Task<List<JsonElement>> DevicesAsync(Visitor user)
    {
        using var answer = await user.GetAsync("/device", ("Accept", "application/json"));
        return [.. (await answer.JsonAsync()).EnumerateArray()];
    }

    Task<Visitor> SignInAsync(Visitor user, string userAgent) => SignInAsync(running, user, userAgent);

    static string Id(JsonElement device) => device.GetProperty("id").GetString()!;
}

public sealed class DeviceTestsOnEmbeddedRedis(EmbeddedApp running) : DeviceTests(running);

public sealed class DeviceTestsOnRedisServer(RedisApp running) : DeviceTests(running);
