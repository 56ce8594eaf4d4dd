using System.Text.RegularExpressions;
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
        await laptop.RegisterAsync(Device.NewName());
        await laptop.Page.GotoAsync("/device/add");
        await phone.Page.GotoAsync(await ScannedAsync(laptop, "QR code that adds a device"));
        await Assertions.Expect(laptop.Page.Locator("[data-step=ask] [data-number]")).ToHaveTextAsync(new Regex("^\\d\\d$"));
        Assert.Equal(await laptop.Page.Locator("[data-number]").InnerTextAsync(), await phone.Page.Locator("[data-number]").InnerTextAsync());
        Assert.DoesNotContain("#", phone.Page.Url); // the secret is not left behind
        await Assertions.Expect(laptop.Page.Locator("[data-device]")).ToContainTextAsync("Chrome on");

        await laptop.Page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
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
    public async Task A_borrowed_computer_is_let_in_by_picking_its_number_on_the_phone()
    {
        await using var computer = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await phone.RegisterAsync(Device.NewName());
        await computer.Page.GotoAsync("/account/login");
        await computer.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with your phone" }).ClickAsync();
        await phone.Page.GotoAsync(await ScannedAsync(computer, "QR code that signs this computer in"));
        var number = await computer.Page.Locator("[data-number]").InnerTextAsync();
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = number, Exact = true }).TapAsync();
        await computer.Page.WaitForURLAsync("/");
        await computer.Page.GetByText("The buffer is empty").WaitForAsync();
        await phone.Page.GotoAsync("/device");
        await phone.Page.GetByText("borrowed, until").WaitForAsync();
        // And it is out as soon as the phone says so.
        await phone.Page.GetByRole(AriaRole.Link, new() { Name = "Sign out Chrome" }).TapAsync();
        await phone.Page.WaitForURLAsync(new Regex("/device/delete"));
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).TapAsync();
        await phone.Page.WaitForURLAsync("/device");
        await computer.Page.GotoAsync("/file/mine");
        await computer.Page.WaitForURLAsync(new Regex("/account/login"));
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
