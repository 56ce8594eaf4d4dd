using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CloudBuffer.BrowserTests;

/// <summary>Every page, small and wide, light and dark: for keyboards and screen readers, and without a sideways scroll.</summary>
public sealed class LookTests(Browser browser)
{
    [Theory(Timeout = 180_000)]
    [InlineData(DeviceKind.Phone)]
    [InlineData(DeviceKind.Laptop)]
    public async Task Each_page_is_fit_for_everybody(DeviceKind kind)
    {
        await using var device = await browser.NewDeviceAsync(kind);
        foreach (var path in new[] { "/", "/account/login", "/account/register", "/nowhere", "/account/logout", "/help/api", "/device/join", "/device/borrow" })
            await LookAsync(device, path);
        await device.RegisterAsync(Device.NewName());
        foreach (var path in new[] { "/", "/file/load", "/file/mine", "/token", "/token/device", "/token/device?code=BCDF-GHJK", "/device", "/device/add", "/device/join", "/device/allow", "/share", "/account/confirm", "/guest" })
            await LookAsync(device, path);
        await device.Page.GetByRole(AriaRole.Button, new() { Name = "Show a code" }).ClickAsync();
        await device.Page.GetByLabel("Link for the guest").WaitForAsync();
        await CheckAsync(device, "an open guest link");
        await LookAsync(device, new Uri(await device.Page.GetByLabel("Link for the guest").InputValueAsync()).PathAndQuery);
        await device.Page.GotoAsync("/token");
        await device.Page.GetByLabel("What is it for?").FillAsync("a script");
        await device.Page.GetByRole(AriaRole.Button, new() { Name = "Make a token" }).ClickAsync();
        await device.Page.GetByText("Here is the token").WaitForAsync();
        await CheckAsync(device, "a token just made");
        await LookAsync(device, "/token");
        await device.Page.GotoAsync("/");
        await device.Page.Locator("#text").FillAsync(string.Concat(Enumerable.Repeat("unbroken", 100)));
        await device.Page.GetByRole(AriaRole.Button, new() { Name = "Put text in" }).ClickAsync();
        await device.Page.Locator("#buffer-text").WaitForAsync();
        await LookAsync(device, "/");
        await device.UploadAsync(new FilePayload { Name = new string('n', 200) + ".txt", MimeType = "text/plain", Buffer = [1] });
        var link = new Uri(device.Page.Url).PathAndQuery;
        foreach (var path in new[] { link, link.Replace("link", "delete", StringComparison.Ordinal), "/file/mine", "/account/profile" })
            await LookAsync(device, path);
    }

    [Theory(Timeout = 180_000)]
    [InlineData(DeviceKind.Phone)]
    [InlineData(DeviceKind.Laptop)]
    public async Task The_board_is_fit_for_everybody_with_everything_on_it(DeviceKind kind)
    {
        await using var device = await browser.NewDeviceAsync(kind);
        await device.RegisterAsync(Device.NewName());
        foreach (var text in new[] { "one https://example.org", "two" })
        {
            await device.Page.Locator("#text").FillAsync(text);
            await device.Page.GetByRole(AriaRole.Button, new() { Name = "Put text in" }).ClickAsync();
            await Assertions.Expect(device.Page.Locator("#buffer-text")).ToHaveTextAsync(text);
        }
        var pixel = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
        await device.Page.Locator("#file").SetInputFilesAsync(
        [
            new FilePayload { Name = "pixel.png", MimeType = "image/png", Buffer = pixel },
            new FilePayload { Name = "song.ogg", MimeType = "audio/ogg", Buffer = [1] },
            new FilePayload { Name = "film.mp4", MimeType = "video/mp4", Buffer = [1] },
            new FilePayload { Name = "notes.txt", MimeType = "text/plain", Buffer = "see https://example.org"u8.ToArray() },
        ]);
        await Assertions.Expect(device.Page.Locator("#files > li")).ToHaveCountAsync(4);
        await device.Page.Locator("#file").SetInputFilesAsync(new FilePayload { Name = "in the buffer.png", MimeType = "image/png", Buffer = pixel });
        await device.Page.GetByRole(AriaRole.Img, new() { Name = "in the buffer.png" }).WaitForAsync();
        await device.Page.Locator("summary", new() { HasText = "QR code" }).First.ClickAsync();
        await device.Page.GetByText("Earlier texts").ClickAsync();
        await Assertions.Expect(device.Page.Locator("[data-toast]")).ToBeHiddenAsync(new() { Timeout = 30_000 });
        await CheckAsync(device, "a full board");
        await device.Page.GetByRole(AriaRole.Button, new() { Name = "Clear", Exact = true }).ClickAsync();
        await CheckAsync(device, "a question");
    }

    [Theory(Timeout = 180_000)]
    [InlineData(DeviceKind.Phone)]
    [InlineData(DeviceKind.Laptop)]
    public async Task Both_sides_of_letting_a_device_in_are_fit_for_everybody(DeviceKind kind)
    {
        await using var inside = await browser.NewDeviceAsync(kind);
        await using var outside = await browser.NewDeviceAsync(kind);
        await inside.RegisterAsync(Device.NewName());
        var offer = inside.Page.WaitForResponseAsync("**/device/offer");
        await inside.Page.GotoAsync("/device/add");
        await inside.Page.GetByRole(AriaRole.Img, new() { Name = "QR code that adds a device" }).WaitForAsync();
        await CheckAsync(inside, "a code shown");
        var url = new Uri((await (await offer).JsonAsync())!.Value.GetProperty("url").GetString()!);
        await outside.Page.GotoAsync(url.PathAndQuery + url.Fragment);
        await Assertions.Expect(outside.Page.Locator("[data-number]")).ToHaveTextAsync(new Regex(@"\d\d"));
        await CheckAsync(outside, "the number on the new device");
        await inside.Page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).WaitForAsync();
        await CheckAsync(inside, "the question on the other");
        await inside.Page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await outside.Page.WaitForURLAsync("/");
        await inside.Page.GetByText("It is in.").WaitForAsync();
        await CheckAsync(inside, "it is in");
        await LookAsync(inside, "/device");
        await inside.Page.GetByText("Rename").First.ClickAsync();
        await CheckAsync(inside, "a new name");

        await using var borrowed = await browser.NewDeviceAsync(kind);
        var request = borrowed.Page.WaitForResponseAsync("**/device/request");
        await borrowed.Page.GotoAsync("/device/borrow");
        await borrowed.Page.GetByRole(AriaRole.Img, new() { Name = "QR code that signs this computer in" }).WaitForAsync();
        await CheckAsync(borrowed, "the code of a borrowed computer");
        url = new Uri((await (await request).JsonAsync())!.Value.GetProperty("url").GetString()!);
        await inside.Page.GotoAsync(url.PathAndQuery + url.Fragment);
        await inside.Page.GetByText("which number does it show?").WaitForAsync();
        await CheckAsync(inside, "the choice of numbers");
        await inside.Page.GetByRole(AriaRole.Button, new() { Name = "None of them. Deny" }).ClickAsync();
        await borrowed.Page.GetByText("This code has ended").WaitForAsync();
        await CheckAsync(borrowed, "a code that was denied");
    }

    [Fact(Timeout = 120_000)]
    public async Task The_way_through_a_page_by_keyboard_begins_at_the_skip_link_and_shows_where_it_is()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await laptop.Page.GotoAsync("/");
        await laptop.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(laptop.Page.GetByText("Skip to the content")).ToBeFocusedAsync();
        await laptop.Page.Keyboard.PressAsync("Enter");
        await laptop.Page.Keyboard.PressAsync("Tab");
        var signUp = laptop.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Sign up" });
        await Assertions.Expect(signUp).ToBeFocusedAsync();
        Assert.Equal("solid", await signUp.EvaluateAsync<string>("link => getComputedStyle(link).outlineStyle"));
    }

    static async Task LookAsync(Device device, string path)
    {
        await device.Page.GotoAsync(path);
        await CheckAsync(device, path);
    }

    static async Task CheckAsync(Device device, string path)
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            // Without motion no color is looked at on its way to another.
            await device.Page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
#pragma warning disable CS0618 // The other way opens a new page for each result, for the sake of frames, which are not used here.
            var result = await device.Page.RunAxeLegacy(options: new AxeRunOptions { ResultTypes = [ResultType.Violations] });
#pragma warning restore CS0618
            Assert.True(result.Violations.Length == 0, $"{path}, {scheme}: {string.Join("; ", result.Violations.Select(v => $"{v.Id} {string.Join(", ", v.Nodes.Select(node => node.Html))}"))}");
        }
        Assert.True(await device.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), $"{path} is wider than the screen");
        if (await device.Page.EvaluateAsync<bool>("() => matchMedia('(pointer: coarse)').matches"))
        {
            var small = await device.Page.EvaluateAsync<string[]>("""
                () => [...document.querySelectorAll(".button, nav a, input:not([type=hidden], [type=checkbox], .file-input), select, .choices label, textarea")]
                    .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44).map(e => e.outerHTML)
                """);
            Assert.Empty(small);
        }
    }
}
