using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace CloudBuffer.BrowserTests;

/// <summary>Every page on a phone and on a laptop, one user and one context for each.</summary>
public sealed class AccessibilityTests(Browser browser)
{
    static readonly string[] PublicPages =
        ["/", "/account/login", "/account/register", "/nowhere", "/account/logout", "/help/api", "/device/join", "/device/borrow"];

    static readonly string[] SignedInPages =
    [
        "/", "/file/load", "/file/mine", "/token", "/token/device", "/token/device?code=BCDF-GHJK", "/device", "/device/add", "/device/join",
        "/device/allow", "/share", "/account/confirm", "/guest",
    ];

    [Trait("Category", "Slow")]
    [Theory(Timeout = 300_000)]
    [InlineData(DeviceKind.Phone)]
    [InlineData(DeviceKind.Laptop)]
    public async Task Every_page_is_accessible(DeviceKind kind)
    {
        await using var device = await browser.NewDeviceAsync(kind);
        foreach (var path in PublicPages)
            await device.CheckPageAsync(path);
        await device.RegisterAsync();
        foreach (var path in SignedInPages)
            await device.CheckPageAsync(path);
        await CheckReceiveLinkAsync(device);
        await CheckTokenAsync(device);
        await CheckLongNamesAsync(device);
    }

    [Trait("Category", "Slow")]
    [Theory(Timeout = 300_000)]
    [InlineData(DeviceKind.Phone)]
    [InlineData(DeviceKind.Laptop)]
    public async Task A_full_board_is_accessible(DeviceKind kind)
    {
        await using var device = await browser.NewDeviceAsync(kind);
        await device.RegisterAsync();
        foreach (var text in new[] { "one https://example.org", "two" })
        {
            await device.SendTextAsync(text);
            await device.ExpectTextAsync(text);
        }
        await device.Page.Locator("#file").SetInputFilesAsync(
        [
            Payload.Image("pixel.png"),
            Payload.File("song.ogg", "audio/ogg", [1]),
            Payload.File("film.mp4", "video/mp4", [1]),
            Payload.File("notes.txt", "text/plain", "see https://example.org"u8.ToArray()),
        ]);
        await Assertions.Expect(device.Page.Locator("#files > li")).ToHaveCountAsync(4);
        await device.Page.Locator("#file").SetInputFilesAsync(Payload.Image("in the buffer.png"));
        await device.Page.GetByRole(AriaRole.Img, new() { Name = "in the buffer.png" }).WaitForAsync();
        await device.PressAsync(device.Page.Locator("[data-qr] summary").First);
        await device.PressAsync("#earlier-texts > summary");
        await device.Page.EvaluateAsync("() => { document.querySelector('[data-toast]').hidden = true; }"); // it covers a part of the board
        await device.CheckAsync("a full board");
        await device.PressAsync("main form[action='/clear'] button");
        await device.CheckAsync("a confirmation");
    }

    [Trait("Category", "Slow")]
    [Theory(Timeout = 300_000)]
    [InlineData(DeviceKind.Phone)]
    [InlineData(DeviceKind.Laptop)]
    public async Task Connecting_a_device_is_accessible_on_both_sides(DeviceKind kind)
    {
        await using var owner = await browser.NewDeviceAsync(kind);
        await using var newDevice = await browser.NewDeviceAsync(kind);
        await owner.RegisterAsync();
        await owner.Page.GotoAsync("/device/add");
        await owner.Page.Locator("[data-qr] svg").WaitForAsync();
        await owner.CheckAsync("the code of an offer");
        await newDevice.Page.GotoAsync(await Camera.ScanPairingCodeAsync(owner));
        await Assertions.Expect(newDevice.Page.Locator("[data-number]")).ToHaveTextAsync(new Regex(@"\d\d"));
        await newDevice.CheckAsync("the number on the new device");
        await owner.Page.Locator("[data-answer=allow]").WaitForAsync();
        await owner.CheckAsync("the question on the owner's device");
        await owner.PressAsync("[data-answer=allow]");
        await newDevice.Page.WaitForURLAsync("/");
        await owner.Page.Locator("[data-step=done]").WaitForAsync();
        await owner.CheckAsync("a connected device");
        await owner.CheckPageAsync("/device");
        await owner.PressAsync(owner.Page.Locator("#devices summary").First);
        await owner.CheckAsync("the form for a new name");
    }

    [Trait("Category", "Slow")]
    [Theory(Timeout = 300_000)]
    [InlineData(DeviceKind.Phone)]
    [InlineData(DeviceKind.Laptop)]
    public async Task A_temporary_sign_in_is_accessible_on_both_sides(DeviceKind kind)
    {
        await using var owner = await browser.NewDeviceAsync(kind);
        await using var computer = await browser.NewDeviceAsync(kind);
        await owner.RegisterAsync();
        await computer.Page.GotoAsync("/device/borrow");
        await computer.Page.Locator("[data-qr] svg").WaitForAsync();
        await computer.CheckAsync("the code of a temporary sign-in");
        await owner.Page.GotoAsync(await Camera.ScanPairingCodeAsync(computer));
        await owner.Page.Locator("[data-numbers] button").First.WaitForAsync();
        await owner.CheckAsync("the choice of numbers");
        await owner.PressAsync("[data-answer=deny]");
        await computer.ExpectPairingEndedAsync();
        await computer.CheckAsync("a denied request");
    }

    [Fact(Timeout = 180_000)]
    public async Task Keyboard_navigation_starts_at_the_skip_link_and_shows_the_focus()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await laptop.Page.GotoAsync("/");
        await laptop.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(laptop.Page.Locator(".skip-link")).ToBeFocusedAsync();
        await laptop.Page.Keyboard.PressAsync("Enter");
        await laptop.Page.Keyboard.PressAsync("Tab");
        var signUp = laptop.Page.Locator("main a[href='/account/register']");
        await Assertions.Expect(signUp).ToBeFocusedAsync();
        Assert.Equal("solid", await signUp.EvaluateAsync<string>("link => getComputedStyle(link).outlineStyle"));
    }

    static async Task CheckReceiveLinkAsync(Device device)
    {
        await device.PressAsync("main form[action='/guest/open'] button");
        var link = new Uri(await device.Page.Locator("#guest-link").InputValueAsync());
        await device.CheckAsync("an open receive link");
        await device.CheckPageAsync(link.PathAndQuery);
    }

    static async Task CheckTokenAsync(Device device)
    {
        await device.Page.GotoAsync("/token");
        await device.Page.Locator("#name").FillAsync("a script");
        await device.PressAsync("main form[action='/token'] button");
        await device.Page.Locator("#token").WaitForAsync();
        await device.CheckAsync("a new token");
        await device.CheckPageAsync("/token");
    }

    static async Task CheckLongNamesAsync(Device device)
    {
        var text = string.Concat(Enumerable.Repeat("unbroken", 100));
        await device.Page.GotoAsync("/");
        await device.SendTextAsync(text);
        await device.ExpectTextAsync(text);
        await device.CheckPageAsync("/");
        await device.UploadAsync(Payload.File(new string('n', 200) + ".txt", "text/plain", [1]));
        var link = new Uri(device.Page.Url).PathAndQuery;
        foreach (var path in new[] { link, link.Replace("link", "delete", StringComparison.Ordinal), "/file/mine", "/account/profile" })
            await device.CheckPageAsync(path);
    }
}
