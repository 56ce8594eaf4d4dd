using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace CloudBuffer.BrowserTests;

/// <summary>Temporary sign-in: a computer shows a code, and a signed-in phone scans it.</summary>
public sealed class TemporarySignInTests(Browser browser)
{
    [Fact(Timeout = 180_000)]
    public async Task A_computer_is_signed_in_when_its_number_is_picked_on_the_phone_and_signed_out_from_there()
    {
        await using var computer = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await phone.RegisterAsync();
        await computer.Page.GotoAsync("/account/login");
        await phone.Page.GotoAsync(await Camera.ScanPairingCodeAsync(computer));
        await PickNumberAsync(phone, computer);
        await computer.Page.WaitForURLAsync("/");
        await computer.ExpectEmptyBoardAsync();
        await phone.Page.GotoAsync("/device");
        await Assertions.Expect(phone.Page.Locator("#devices time[data-countdown]")).ToBeVisibleAsync();
        Assert.Contains("\"origin\":\"borrowed\"", await phone.DevicesAsJsonAsync());

        await phone.PressAsync("#devices a[href^='/device/delete']");
        await phone.Page.WaitForURLAsync(new Regex("/device/delete"));
        await phone.PressAsync("main form[action='/device/delete'] button");
        await phone.Page.WaitForURLAsync("/device");
        await computer.ExpectSignedOutAsync();
    }

    [Trait("Category", "Slow")]
    [Fact(Timeout = 180_000)]
    public async Task A_wrong_number_ends_the_request_for_both_and_a_reload_does_not_revive_it()
    {
        await using var computer = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await phone.RegisterAsync();
        await computer.Page.GotoAsync("/device/borrow");
        var url = await Camera.ScanPairingCodeAsync(computer);
        await phone.Page.GotoAsync(url);
        var right = await computer.Page.Locator("[data-number]").InnerTextAsync();
        await phone.PressAsync(phone.Page.Locator("[data-numbers] button").Filter(new() { HasNotText = right }).First);
        await phone.ExpectPairingEndedAsync();
        await computer.ExpectPairingEndedAsync();
        await phone.Page.GotoAsync("/file/mine");
        await phone.Page.GotoAsync(url);
        await phone.ExpectPairingEndedAsync();
        await phone.Page.ReloadAsync();
        await phone.ExpectPairingEndedAsync();
        await computer.ExpectSignedOutAsync();
    }

    [Trait("Category", "Slow")]
    [Fact(Timeout = 180_000)]
    public async Task A_phone_that_was_not_used_for_a_week_confirms_its_password_and_continues()
    {
        await using var computer = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        var name = await phone.RegisterAsync();
        long lastSeenAt = DateTimeOffset.UtcNow.AddDays(-8).ToUnixTimeMilliseconds();
        browser.App.Execute($"update Devices set LastSeenAt = {lastSeenAt} where OwnerId = (select Id from Users where UserName = '{name}')");
        await computer.Page.GotoAsync("/device/borrow");
        await phone.Page.GotoAsync(await Camera.ScanPairingCodeAsync(computer));
        await phone.Page.Locator("#password").FillAsync(Device.Password);
        await phone.PressAsync("main form[action*='/account/confirm'] button");
        await PickNumberAsync(phone, computer);
        await computer.Page.WaitForURLAsync("/");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_signed_out_phone_signs_in_and_continues()
    {
        await using var computer = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        var name = await phone.RegisterAsync();
        await phone.Context.ClearCookiesAsync();
        await computer.Page.GotoAsync("/device/borrow");
        await phone.Page.GotoAsync(await Camera.ScanPairingCodeAsync(computer));
        await phone.FillSignInFormAsync(name);
        await PickNumberAsync(phone, computer);
        await computer.Page.WaitForURLAsync("/");
        await Assertions.Expect(computer.Page.Locator("main > p.note time[data-countdown]")).ToBeVisibleAsync();
    }

    static async Task PickNumberAsync(Device phone, Device computer)
    {
        var number = await computer.Page.Locator("[data-number]").InnerTextAsync();
        await phone.PressAsync(phone.Page.GetByRole(AriaRole.Button, new() { Name = number, Exact = true }));
        await phone.ExpectApprovedAsync();
    }
}
