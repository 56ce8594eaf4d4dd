using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace CloudBuffer.BrowserTests;

/// <summary>The board on two devices of one user, and on one of another.</summary>
public sealed class LiveBoardTests(Browser browser)
{
    [Fact(Timeout = 120_000)]
    public async Task One_paste_on_the_laptop_is_on_the_phone_without_a_touch()
    {
        var name = Device.NewName();
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await using var stranger = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await stranger.RegisterAsync(Device.NewName());
        await laptop.RegisterAsync(name);
        await phone.SignInAsync(name);
        await laptop.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await laptop.Page.EvaluateAsync("navigator.clipboard.writeText('see https://example.org/a?b=1. Then come.')");

        await laptop.Page.Keyboard.PressAsync("Control+V"); // the one action
        await Assertions.Expect(phone.Page.Locator("#buffer-text")).ToHaveTextAsync("see https://example.org/a?b=1. Then come.");
        await Assertions.Expect(phone.Page.Locator("#buffer-text a")).ToHaveAttributeAsync("href", "https://example.org/a?b=1");
        await Assertions.Expect(stranger.Page.GetByText("The buffer is empty")).ToBeVisibleAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Enter_sends_and_Shift_Enter_does_not()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await laptop.RegisterAsync(Device.NewName());
        await laptop.Page.Locator("#text").FillAsync("one");
        await laptop.Page.Keyboard.PressAsync("Shift+Enter");
        await laptop.Page.Keyboard.TypeAsync("two");
        await laptop.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(laptop.Page.Locator("#buffer-text")).ToHaveTextAsync("one\ntwo");
    }

    [Fact(Timeout = 120_000)]
    public async Task Files_come_and_go_on_every_board_and_what_is_typed_stays()
    {
        var name = Device.NewName();
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await laptop.RegisterAsync(name);
        await phone.SignInAsync(name);
        await laptop.Page.GetByText("Another device has signed in").WaitForAsync();
        await laptop.Page.GotoAsync("/");
        await laptop.Page.Locator("#text").FillAsync("half a sent");
        await phone.UploadAsync(new FilePayload { Name = "photo.jpg", MimeType = "image/jpeg", Buffer = [1] });
        await laptop.Page.GetByRole(AriaRole.Heading, new() { Name = "photo.jpg" }).WaitForAsync();
        await phone.Page.GotoAsync("/");
        await phone.Page.GetByRole(AriaRole.Link, new() { Name = "Delete" }).TapAsync();
        await phone.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete" }).TapAsync();
        await Assertions.Expect(laptop.Page.GetByRole(AriaRole.Heading, new() { Name = "photo.jpg" })).ToBeHiddenAsync();
        await Assertions.Expect(laptop.Page.Locator("#text")).ToHaveValueAsync("half a sent");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_picture_is_shown_and_a_drawing_that_could_hold_a_script_is_not()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await laptop.RegisterAsync(Device.NewName());
        var pixel = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
        await laptop.Page.Locator("#file").SetInputFilesAsync(new FilePayload { Name = "pixel.png", MimeType = "image/png", Buffer = pixel });
        var picture = laptop.Page.GetByRole(AriaRole.Img, new() { Name = "pixel.png" });
        await picture.WaitForAsync();
        Assert.Equal(1, await picture.EvaluateAsync<int>("async image => { await image.decode(); return image.naturalWidth; }"));
        await laptop.Page.Locator("#file").SetInputFilesAsync(new FilePayload { Name = "evil.svg", MimeType = "image/svg+xml", Buffer = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"u8.ToArray() });
        await laptop.Page.Locator(".big-name", new() { HasText = "evil.svg" }).WaitForAsync();
        await Assertions.Expect(laptop.Page.Locator(".buffer img")).ToHaveCountAsync(0);
        var answer = await laptop.Page.Context.APIRequest.GetAsync("/file/buffer?view");
        Assert.StartsWith("attachment", answer.Headers["content-disposition"]);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_device_that_is_signed_out_elsewhere_says_so()
    {
        var name = Device.NewName();
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await laptop.RegisterAsync(name);
        await phone.SignInAsync(name);
        await laptop.Page.GotoAsync("/device");
        await laptop.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out all others" }).ClickAsync();
        await phone.Page.GetByText("You are signed out.").WaitForAsync();
        phone.ErrorsAreExpected = true;
    }

    [Fact(Timeout = 120_000)]
    public async Task The_site_can_be_installed_and_says_when_it_is_offline_and_keeps_away_from_downloads()
    {
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        phone.ErrorsAreExpected = true;
        await phone.RegisterAsync(Device.NewName());
        await phone.Page.EvaluateAsync("() => navigator.serviceWorker.ready.then(() => true)");
        var manifest = await (await phone.Page.Context.APIRequest.GetAsync("/app.webmanifest")).JsonAsync();
        Assert.Equal("/share", manifest!.Value.GetProperty("share_target").GetProperty("action").GetString());
        foreach (var icon in manifest.Value.GetProperty("icons").EnumerateArray())
            Assert.True((await phone.Page.Context.APIRequest.GetAsync(icon.GetProperty("src").GetString()!)).Ok);
        await phone.Page.ReloadAsync();
        await phone.Context.SetOfflineAsync(true);
        await phone.Page.GotoAsync("/file/mine");
        await phone.Page.GetByText("The server cannot be reached from here").WaitForAsync();
        await phone.Context.SetOfflineAsync(false);
        await phone.Page.GetByRole(AriaRole.Link, new() { Name = "Try again" }).TapAsync();
        await phone.Page.GetByText("The buffer is empty").WaitForAsync();
        var worker = await (await phone.Page.Context.APIRequest.GetAsync("/sw.js")).TextAsync();
        var pages = new Regex(Regex.Match(worker, "pages = /(.*)/;").Groups[1].Value.Replace("\\/", "/"));
        Assert.All(["/", "/file/load", "/device/add"], path => Assert.Matches(pages, path));
        Assert.All(["/f/abc", "/file/get", "/file/buffer", "/file/upload/1", "/live", "/share"], path => Assert.DoesNotMatch(pages, path));
    }
}
