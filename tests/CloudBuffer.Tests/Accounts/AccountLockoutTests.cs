using System.Net;
using CloudBuffer.Tests.Devices;

namespace CloudBuffer.Tests.Accounts;

/// <summary>Ten wrong passwords lock an account for five minutes, but not for the browsers of its owner.</summary>
[Trait("Category", "Slow")]
public sealed class AccountLockoutTests(EmbeddedApp fixture)
{
    [Fact(Timeout = 180_000)]
    public async Task A_locked_account_answers_the_right_password_like_a_wrong_one()
    {
        using var user = await fixture.NewUserAsync();
        using var stranger = fixture.NewVisitor();
        for (int i = 0; i < 11; i++)
            await SignInAsync(stranger, user.Name, $"wrong {i}").IsProblemAsync(403, "sign_in_failed");
        await SignInAsync(stranger, user.Name, Visitor.Password).IsProblemAsync(403, "sign_in_failed");
        await user.GetAsync("/file/load").HasStatusAsync(HttpStatusCode.OK); // existing sessions stay signed in
        using var devices = await user.GetAsync("/device", ("Accept", "text/html"));
        Assert.Contains("wrong passwords", await devices.TextAsync());

        fixture.App.Execute($"update Users set LockoutEnd = 1 where UserName = '{user.Name}'");
        await SignInAsync(stranger, user.Name, Visitor.Password).HasStatusAsync(HttpStatusCode.OK);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_browser_that_has_signed_in_before_is_not_locked_out_by_strangers()
    {
        using var user = await fixture.NewUserAsync();
        await user.PostJsonAsync("/account/logout", new { }).HasStatusAsync(HttpStatusCode.NoContent);
        using var stranger = fixture.NewVisitor();
        for (int i = 0; i < 11; i++)
            await SignInAsync(stranger, user.Name, $"wrong {i}").IsProblemAsync(403, "sign_in_failed");
        await SignInAsync(user, user.Name, Visitor.Password).HasStatusAsync(HttpStatusCode.OK);
        await SignInAsync(stranger, user.Name, Visitor.Password).IsProblemAsync(403, "sign_in_failed");

        // Its own allowance is limited, too.
        for (int i = 0; i < 10; i++)
            await SignInAsync(user, user.Name, $"wrong {i}").IsProblemAsync(403, "sign_in_failed");
        await SignInAsync(user, user.Name, Visitor.Password).IsProblemAsync(403, "sign_in_failed");
    }

    [Fact(Timeout = 180_000)]
    public async Task Parallel_attempts_of_a_known_browser_share_its_allowance()
    {
        using var user = await fixture.NewUserAsync();
        using var stranger = fixture.NewVisitor();
        for (int i = 0; i < 10; i++)
            await SignInAsync(stranger, user.Name, $"wrong {i}").IsProblemAsync(403, "sign_in_failed");
        foreach (var some in Enumerable.Range(0, 12).Chunk(6)) // at most 8 of a network wait for hashing
            await Task.WhenAll(some.Select(i => SignInAsync(user, user.Name, $"wrong {i}").IsProblemAsync(403, "sign_in_failed")));
        await SignInAsync(user, user.Name, Visitor.Password).IsProblemAsync(403, "sign_in_failed");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_signed_in_device_can_confirm_its_password_while_the_account_is_locked()
    {
        using var laptop = await fixture.NewUserAsync();
        using var phone = fixture.NewVisitor();
        await PairingSteps.ConnectAsync(phone, laptop); // it has never sent the password
        using var stranger = fixture.NewVisitor();
        for (int i = 0; i < 10; i++)
            await SignInAsync(stranger, laptop.Name, $"wrong {i}").IsProblemAsync(403, "sign_in_failed");
        await phone.PostJsonAsync("/account/confirm", new { password = Visitor.Password }).HasStatusAsync(HttpStatusCode.NoContent);
        await phone.PostJsonAsync("/token", new { name = "x", scope = "file:read" }).HasStatusAsync(HttpStatusCode.Created);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_known_browser_of_one_account_is_a_stranger_to_another()
    {
        using var user = await fixture.NewUserAsync();
        using var other = await fixture.NewUserAsync();
        for (int i = 0; i < 10; i++)
            await SignInAsync(other, user.Name, $"wrong {i}").IsProblemAsync(403, "sign_in_failed");
        await SignInAsync(other, user.Name, Visitor.Password).IsProblemAsync(403, "sign_in_failed");
        await SignInAsync(other, other.Name, Visitor.Password).HasStatusAsync(HttpStatusCode.OK);
    }

    [Fact(Timeout = 180_000)]
    public async Task Parallel_wrong_passwords_are_all_counted()
    {
        await using var app = await new AppProcess(("DOTNET_PROCESSOR_COUNT", "8")).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        var strangers = Enumerable.Range(0, 32).Select(_ => new Visitor(app.Address)).ToList();
        await Task.WhenAll(strangers.Select(stranger => SignInAsync(stranger, user.Name, "wrong").IsProblemAsync(403, "sign_in_failed")));
        Assert.Equal(1, app.Query($"select LockoutEnd > 0 from Users where UserName = '{user.Name}'"));
        await SignInAsync(strangers[0], user.Name, Visitor.Password).IsProblemAsync(403, "sign_in_failed");
        strangers.ForEach(stranger => stranger.Dispose());
    }

    static Task<HttpResponseMessage> SignInAsync(Visitor visitor, string username, string password) =>
        visitor.PostJsonAsync("/account/login", new { username, password });
}
