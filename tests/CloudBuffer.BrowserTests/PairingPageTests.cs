using System.Text.RegularExpressions;
using CloudBuffer.Tests;
using Microsoft.Playwright;

namespace CloudBuffer.BrowserTests;

/// <summary>Signing in by scanning, as two people at two screens see it.</summary>
public sealed class PairingPageTests(Browser browser)
{
    [Fact(Timeout = 120_000)]
    public async Task A_phone_is_added_by_one_scan_and_one_tap_on_the_laptop_with_nothing_typed()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        var name = Device.NewName();
        await laptop.RegisterAsync(name);
        await laptop.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Add a device" }).ClickAsync();
        await phone.Page.GotoAsync(await ScannedAsync(laptop, "QR code that adds a device")); // the one scan
        await Assertions.Expect(laptop.Page.Locator("[data-step=ask] [data-number]")).ToHaveTextAsync(new Regex("^\\d\\d$"));
        Assert.Equal(await laptop.Page.Locator("[data-number]").InnerTextAsync(), await phone.Page.Locator("[data-number]").InnerTextAsync());
        Assert.DoesNotContain("#", phone.Page.Url); // the secret is not left behind
        await Assertions.Expect(laptop.Page.Locator("[data-device]")).ToContainTextAsync("Chrome on");
        await phone.Page.GetByText($"whether you may come in as {name}").WaitForAsync();

        await laptop.Page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync(); // the one tap
        await phone.Page.WaitForURLAsync("/");
        await phone.Page.GetByText("The buffer is empty").WaitForAsync();
        await laptop.Page.GetByText("It is in.").WaitForAsync();
        await laptop.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Devices" }).ClickAsync();
        await laptop.Page.GetByText("added by scanning").WaitForAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Denying_and_a_second_scan_end_in_words()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await using var second = await browser.NewDeviceAsync(DeviceKind.Phone);
        await laptop.RegisterAsync(Device.NewName());
        await laptop.Page.GotoAsync("/device/add");
        var url = await ScannedAsync(laptop, "QR code that adds a device");
        await phone.Page.GotoAsync(url);
        await laptop.Page.GetByRole(AriaRole.Button, new() { Name = "Deny" }).WaitForAsync();
        await second.Page.GotoAsync(url);
        await second.Page.GetByText("This code has ended").WaitForAsync();
        await laptop.Page.GetByRole(AriaRole.Button, new() { Name = "Deny" }).ClickAsync();
        await laptop.Page.GetByText("It was denied.").WaitForAsync();
        await phone.Page.GetByText("This code has ended").WaitForAsync();
        await phone.Page.GotoAsync("/file/mine");
        await phone.Page.WaitForURLAsync(new Regex("/account/login"));
    }

    [Fact(Timeout = 120_000)]
    public async Task Nobody_is_moved_to_another_account_without_a_word()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        var name = Device.NewName();
        await laptop.RegisterAsync(Device.NewName());
        await phone.RegisterAsync(name);
        await laptop.Page.GotoAsync("/device/add");
        await phone.Page.GotoAsync(await ScannedAsync(laptop, "QR code that adds a device"));
        await phone.Page.GetByText($"You are signed in here as {name}").WaitForAsync();
        await Assertions.Expect(laptop.Page.GetByRole(AriaRole.Button, new() { Name = "Approve" })).ToBeHiddenAsync();
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).TapAsync();
        await laptop.Page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await phone.Page.WaitForURLAsync("/");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_link_on_another_site_lets_nobody_into_an_account_without_a_word()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await laptop.RegisterAsync(Device.NewName());
        await laptop.Page.GotoAsync("/device/add");
        var url = await ScannedAsync(laptop, "QR code that adds a device");
        await phone.Page.GotoAsync($"http://localhost:{browser.App.Address.Port}/account/login");
        await phone.Page.EvaluateAsync("url => { location.href = url; }", new Uri(browser.App.Address, url).AbsoluteUri);
        await phone.Page.GetByText("A link brought you here, not a camera").WaitForAsync();
        await Assertions.Expect(laptop.Page.GetByRole(AriaRole.Button, new() { Name = "Approve" })).ToBeHiddenAsync();
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).TapAsync();
        await laptop.Page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await phone.Page.WaitForURLAsync("/");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_borrowed_computer_is_let_in_by_picking_its_number_on_the_phone()
    {
        await using var computer = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await phone.RegisterAsync(Device.NewName());
        await computer.Page.GotoAsync("/account/login");
        await phone.Page.GotoAsync(await ScannedAsync(computer, "QR code that signs this computer in"));
        var number = await computer.Page.Locator("[data-number]").InnerTextAsync();
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = number, Exact = true }).TapAsync();
        await computer.Page.WaitForURLAsync("/");
        await computer.Page.GetByText("The buffer is empty").WaitForAsync();
        await phone.Page.GotoAsync("/device");
        await phone.Page.GetByText("borrowed, 1").WaitForAsync();
        // And it is out as soon as the phone says so.
        await phone.Page.GetByRole(AriaRole.Link, new() { Name = "Sign out Chrome" }).TapAsync();
        await phone.Page.WaitForURLAsync(new Regex("/device/delete"));
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).TapAsync();
        await phone.Page.WaitForURLAsync("/device");
        await computer.Page.GotoAsync("/file/mine");
        await computer.Page.WaitForURLAsync(new Regex("/account/login"));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_second_device_that_tries_the_code_is_shown_to_whoever_decides()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await using var thief = await browser.NewDeviceAsync(DeviceKind.Phone);
        await laptop.RegisterAsync(Device.NewName());
        await laptop.Page.GotoAsync("/device/add");
        var url = await ScannedAsync(laptop, "QR code that adds a device");
        await phone.Page.GotoAsync(url);
        await laptop.Page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).WaitForAsync();
        await Assertions.Expect(laptop.Page.GetByText("Another device has tried this code")).ToBeHiddenAsync();
        await thief.Page.GotoAsync(url);
        await laptop.Page.GetByText("Another device has tried this code").WaitForAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task A_code_that_nobody_scanned_is_shown_anew_and_the_old_one_is_over()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await laptop.RegisterAsync(Device.NewName());
        var shown = laptop.Page.WaitForResponseAsync("**/device/offer");
        await laptop.Page.GotoAsync("/device/add");
        var late = await ScannedAsync(laptop, "QR code that adds a device");
        var anew = laptop.Page.WaitForResponseAsync("**/device/offer");
        var id = (await (await shown).JsonAsync())!.Value.GetProperty("id").GetString();
        await RedisKeysOf.DeleteAsync(browser.App.RedisConfiguration, $"cb:pair:{id}"); // what its minute does
        await anew;
        await phone.Page.GotoAsync(late);
        await phone.Page.GetByText("This code has ended").WaitForAsync();
        var fresh = late;
        await Eventually.Async("the new code is drawn", async () => (fresh = await ScannedAsync(laptop, "QR code that adds a device")) != late);
        await phone.Page.GotoAsync(fresh);
        await laptop.Page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await phone.Page.WaitForURLAsync("/");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_wrong_number_and_a_reload_end_in_words()
    {
        await using var computer = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await phone.RegisterAsync(Device.NewName());
        await computer.Page.GotoAsync("/device/borrow");
        var url = await ScannedAsync(computer, "QR code that signs this computer in");
        await phone.Page.GotoAsync(url);
        var right = await computer.Page.Locator("[data-number]").InnerTextAsync();
        var wrong = phone.Page.Locator("[data-numbers] button").Filter(new() { HasNotText = right }).First;
        await wrong.TapAsync();
        await phone.Page.GetByText("This code has ended").WaitForAsync();
        await computer.Page.GetByText("This code has ended").WaitForAsync();
        await phone.Page.GotoAsync("/file/mine");
        await phone.Page.GotoAsync(url);
        await phone.Page.GetByText("This code has ended").WaitForAsync();
        await phone.Page.ReloadAsync();
        await phone.Page.GetByText("This code has ended").WaitForAsync();
        await computer.Page.GotoAsync("/file/mine");
        await computer.Page.WaitForURLAsync(new Regex("/account/login"));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_phone_that_was_away_says_its_password_and_goes_on_where_it_was()
    {
        await using var computer = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        var name = Device.NewName();
        await phone.RegisterAsync(name);
        browser.App.Execute($"update Devices set LastSeenAt = {DateTimeOffset.UtcNow.AddDays(-8).ToUnixTimeMilliseconds()} where OwnerId = (select Id from Users where UserName = '{name}')");
        await computer.Page.GotoAsync("/device/borrow");
        await phone.Page.GotoAsync(await ScannedAsync(computer, "QR code that signs this computer in"));
        await phone.Page.GetByLabel("Password").FillAsync(Device.Password);
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).TapAsync();
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = await computer.Page.Locator("[data-number]").InnerTextAsync(), Exact = true }).TapAsync();
        await computer.Page.WaitForURLAsync("/");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_phone_that_is_signed_out_signs_in_and_goes_on_where_it_was()
    {
        await using var computer = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        var name = Device.NewName();
        await phone.RegisterAsync(name);
        await phone.Context.ClearCookiesAsync();
        await computer.Page.GotoAsync("/device/borrow");
        await phone.Page.GotoAsync(await ScannedAsync(computer, "QR code that signs this computer in"));
        await phone.Page.GetByLabel("User name or e-mail").FillAsync(name);
        await phone.Page.GetByLabel("Password").FillAsync(Device.Password);
        await phone.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Sign in" }).TapAsync();
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = await computer.Page.Locator("[data-number]").InnerTextAsync(), Exact = true }).TapAsync();
        await computer.Page.WaitForURLAsync("/");
        await computer.Page.GetByText("Temporary sign-in").WaitForAsync();
    }

    /// <summary>Scans the screen, and gives the address as this test's program is reached.</summary>
    async Task<string> ScannedAsync(Device shown, string label)
    {
        await shown.Page.GetByRole(AriaRole.Img, new() { Name = label }).WaitForAsync();
        var screenshot = Path.Combine(browser.App.Folder, $"{Guid.NewGuid():N}.png");
        await shown.Page.ScreenshotAsync(new() { Path = screenshot });
        var url = new Uri(await Camera.ScanAsync(screenshot));
        Assert.Matches("^#[A-Za-z0-9_-]{43}$", url.Fragment);
        return url.PathAndQuery + url.Fragment;
    }
}
