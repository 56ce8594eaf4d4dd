using Microsoft.Playwright;

namespace CloudBuffer.BrowserTests;

/// <summary>Older browsers, input methods and devices with a wrong clock.</summary>
[Trait("Category", "Slow")]
public sealed class CompatibilityTests(Browser browser)
{
    [Theory(Timeout = 180_000)]
    [InlineData(3)]
    [InlineData(-3)]
    public async Task A_device_whose_clock_is_hours_off_shows_the_right_expiry_and_all_actions(int hours)
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await laptop.Context.AddInitScriptAsync($$"""
            const realNow = Date.now;
            Date.now = () => realNow() + {{hours}} * 3600000;
            """);
        await laptop.RegisterAsync();
        await laptop.SendTextAsync("hello");
        await laptop.ExpectTextAsync("hello");
        await laptop.UploadAsync(Payload.Text("a.txt"));
        await laptop.Page.GotoAsync("/");
        await Assertions.Expect(laptop.Page.Locator("#buffer [data-copy]")).ToBeVisibleAsync();
        await Assertions.Expect(laptop.Page.Locator("#files [data-actions]")).ToBeVisibleAsync();
        // The device would show two hours from now by its own clock.
        var expected = await laptop.Page.EvaluateAsync<string[]>("""
            () => [-1, 0, 1].map(minute => new Date(Date.now() + 7200000 + minute * 60000).toLocaleTimeString([], { hour: "numeric", minute: "2-digit" }))
            """);
        Assert.Contains((await laptop.Page.Locator("#buffer [data-countdown]").InnerTextAsync())["until ".Length..], expected);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_clock_that_is_set_while_the_page_is_open_removes_no_action()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await laptop.RegisterAsync();
        await laptop.SendTextAsync("hello");
        await laptop.ExpectTextAsync("hello");
        await laptop.Page.EvaluateAsync("() => { const realNow = Date.now; Date.now = () => realNow() + 3 * 3600000; }");
        // After the next look at the countdowns, within a second.
        await laptop.Page.EvaluateAsync("() => new Promise(resolve => setTimeout(resolve, 1000))");
        await Assertions.Expect(laptop.Page.Locator("#buffer [data-countdown]")).Not.ToHaveTextAsync("Expired");
        await Assertions.Expect(laptop.Page.Locator("#buffer [data-copy]")).ToBeVisibleAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task The_style_sheets_use_no_function_that_Safari_16_4_lacks()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await laptop.RegisterAsync();
        var styles = await laptop.Page.EvaluateAsync<string>(
            "async () => (await Promise.all([...document.styleSheets].map(async sheet => (await fetch(sheet.href)).text()))).join('')");
        Assert.Contains("--page:", styles);
        Assert.DoesNotContain("light-dark(", styles);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_browser_without_checkVisibility_shows_the_pairing_code_and_stays_live()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await laptop.Context.AddInitScriptAsync("delete Element.prototype.checkVisibility;");
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await phone.SignInAsync(await laptop.RegisterAsync());
        await laptop.Page.GotoAsync("/device/add");
        await laptop.Page.Locator("[data-pair] svg, [data-pair] img").First.WaitForAsync();
        await laptop.Page.GotoAsync("/");
        await laptop.Page.Locator("[data-send]").FocusAsync();
        await phone.SendTextAsync("still live");
        await laptop.ExpectTextAsync("still live");
    }

    [Fact(Timeout = 180_000)]
    public async Task Enter_that_ends_a_composition_sends_nothing()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await laptop.RegisterAsync();
        await laptop.Page.Locator("#text").FillAsync("日本");
        foreach (var (isComposing, keyCode) in new[] { (true, 229), (false, 229), (true, 13) })
        {
            await laptop.Page.Locator("#text").EvaluateAsync(
                """
                (element, [isComposing, keyCode]) => element.dispatchEvent(
                    new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, isComposing, keyCode }))
                """,
                new object[] { isComposing, keyCode });
        }
        await laptop.Page.ReloadAsync();
        await laptop.ExpectEmptyBoardAsync();
    }
}
