using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CloudBuffer.BrowserTests;

/// <summary>Every page, small and wide, light and dark: for keyboards and screen readers, and without a sideways scroll.</summary>
public sealed class LookTests(Browser browser)
{
    public static TheoryData<DeviceKind, ColorScheme> Looks => new()
    {
        { DeviceKind.Phone, ColorScheme.Light },
        { DeviceKind.Phone, ColorScheme.Dark },
        { DeviceKind.Laptop, ColorScheme.Light },
        { DeviceKind.Laptop, ColorScheme.Dark },
    };

    [Theory(Timeout = 180_000), MemberData(nameof(Looks))]
    public async Task Each_page_is_fit_for_everybody(DeviceKind kind, ColorScheme scheme)
    {
        await using var device = await browser.NewDeviceAsync(kind, scheme);
        foreach (var path in new[] { "/", "/account/login", "/account/register", "/nowhere", "/account/logout", "/help/api", "/device/join", "/device/borrow" })
            await LookAsync(device, path);
        await device.RegisterAsync(Device.NewName());
        foreach (var path in new[] { "/", "/file/load", "/file/mine", "/token", "/token/device", "/token/device?code=BCDF-GHJK", "/device", "/device/add", "/device/allow", "/guest" })
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
        var result = await device.Page.RunAxe();
        Assert.True(result.Violations.Length == 0, $"{path}: {string.Join("; ", result.Violations.Select(v => $"{v.Id} {string.Join(", ", v.Nodes.Select(node => node.Html))}"))}");
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
