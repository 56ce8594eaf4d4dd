using System.Text.RegularExpressions;
using CloudBuffer.Tests;
using Microsoft.Playwright;

namespace CloudBuffer.BrowserTests;

/// <summary>Connecting a device: a signed-in laptop shows a code, and a phone scans it.</summary>
public sealed class PairingTests(Browser browser)
{
    const string ApproveButton = "[data-answer=allow]";

    [Fact(Timeout = 180_000)]
    public async Task A_phone_is_connected_by_one_scan_and_one_tap_with_nothing_typed()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        var name = await laptop.RegisterAsync();
        await laptop.PressAsync("main a[href='/device/add']");
        await phone.Page.GotoAsync(await Camera.ScanPairingCodeAsync(laptop)); // the scan
        await Assertions.Expect(laptop.Page.Locator("[data-step=confirm] [data-number]")).ToHaveTextAsync(new Regex("^\\d\\d$"));
        Assert.Equal(await laptop.Page.Locator("[data-number]").InnerTextAsync(), await phone.Page.Locator("[data-number]").InnerTextAsync());
        Assert.DoesNotContain("#", phone.Page.Url); // the secret is removed from the address bar
        await Assertions.Expect(laptop.Page.Locator("[data-device]")).ToContainTextAsync("Chrome on");
        await Assertions.Expect(phone.Page.Locator("[data-owner]")).ToHaveTextAsync(name);

        await laptop.PressAsync(ApproveButton); // the tap
        await phone.Page.WaitForURLAsync("/");
        await phone.ExpectEmptyBoardAsync();
        await laptop.Page.Locator("[data-step=done]").WaitForAsync();
        Assert.Contains("\"origin\":\"scan\"", await laptop.DevicesAsJsonAsync());
    }

    [Trait("Category", "Slow")]
    [Fact(Timeout = 180_000)]
    public async Task A_denied_phone_and_a_second_scan_see_an_error_and_are_not_signed_in()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await using var second = await browser.NewDeviceAsync(DeviceKind.Phone);
        await laptop.RegisterAsync();
        await laptop.Page.GotoAsync("/device/add");
        var url = await Camera.ScanPairingCodeAsync(laptop);
        await phone.Page.GotoAsync(url);
        await laptop.Page.Locator(ApproveButton).WaitForAsync();
        await second.Page.GotoAsync(url);
        await second.ExpectPairingEndedAsync();
        await laptop.PressAsync("[data-answer=deny]");
        await laptop.ExpectPairingEndedAsync("Denied.");
        await phone.ExpectPairingEndedAsync();
        await phone.ExpectSignedOutAsync();
    }

    [Trait("Category", "Slow")]
    [Fact(Timeout = 180_000)]
    public async Task A_signed_in_device_confirms_before_it_switches_to_another_account()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await laptop.RegisterAsync();
        var name = await phone.RegisterAsync();
        await laptop.Page.GotoAsync("/device/add");
        await phone.Page.GotoAsync(await Camera.ScanPairingCodeAsync(laptop));
        await Assertions.Expect(phone.Page.Locator("[data-step=switch] strong")).ToHaveTextAsync(name);
        await ApproveAfterContinuingAsync(laptop, phone);
    }

    [Trait("Category", "Slow")]
    [Fact(Timeout = 180_000)]
    public async Task A_device_that_followed_a_link_from_another_site_confirms_before_it_is_signed_in()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await laptop.RegisterAsync();
        await laptop.Page.GotoAsync("/device/add");
        var url = await Camera.ScanPairingCodeAsync(laptop);
        await phone.Page.GotoAsync($"http://localhost:{browser.App.Address.Port}/account/login");
        await phone.Page.EvaluateAsync("url => { location.href = url; }", new Uri(browser.App.Address, url).AbsoluteUri);
        await Assertions.Expect(phone.Page.Locator("[data-step=switch]")).ToContainTextAsync("link");
        await ApproveAfterContinuingAsync(laptop, phone);
    }

    [Trait("Category", "Slow")]
    [Fact(Timeout = 180_000)]
    public async Task A_device_whose_fragment_was_changed_confirms_before_it_is_signed_in()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await laptop.RegisterAsync();
        await laptop.Page.GotoAsync("/device/add");
        var url = await Camera.ScanPairingCodeAsync(laptop);
        await phone.Page.GotoAsync("/device/join#" + new string('A', 43));
        await phone.ExpectPairingEndedAsync();
        await phone.Page.EvaluateAsync("url => { location.href = url; }", url); // as the window that opened this one can
        await ApproveAfterContinuingAsync(laptop, phone);
    }

    [Trait("Category", "Slow")]
    [Fact(Timeout = 180_000)]
    public async Task A_device_that_returns_to_a_code_in_its_history_confirms_before_it_is_signed_in()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await laptop.RegisterAsync();
        await laptop.Page.GotoAsync("/device/add");
        var url = await Camera.ScanPairingCodeAsync(laptop);
        // The other window set the fragment and left at once, before the page could react.
        await phone.Page.GotoAsync("/account/login");
        await phone.Page.EvaluateAsync("url => { history.pushState(null, '', url); }", url);
        await phone.Page.GotoAsync("about:blank");
        await phone.Page.GoBackAsync();
        await ApproveAfterContinuingAsync(laptop, phone);
    }

    [Trait("Category", "Slow")]
    [Fact(Timeout = 180_000)]
    public async Task Continue_is_disabled_until_its_script_runs()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone, serviceWorkers: false); // routes do not see its requests
        await laptop.RegisterAsync();
        await phone.RegisterAsync();
        await laptop.Page.GotoAsync("/device/add");
        var loaded = new TaskCompletionSource();
        await phone.Page.RouteAsync("**/join*.js*", async route =>
        {
            await loaded.Task;
            await route.ContinueAsync();
        });
        await phone.Page.GotoAsync(await Camera.ScanPairingCodeAsync(laptop), new() { WaitUntil = WaitUntilState.Commit });
        await Assertions.Expect(phone.Page.Locator("[data-continue]")).ToBeDisabledAsync();
        loaded.SetResult();
        await ApproveAfterContinuingAsync(laptop, phone);
    }

    [Trait("Category", "Slow")]
    [Fact(Timeout = 180_000)]
    public async Task A_second_device_that_scans_the_code_is_reported_to_the_owner()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await using var attacker = await browser.NewDeviceAsync(DeviceKind.Phone);
        await laptop.RegisterAsync();
        await laptop.Page.GotoAsync("/device/add");
        var url = await Camera.ScanPairingCodeAsync(laptop);
        await phone.Page.GotoAsync(url);
        await laptop.Page.Locator(ApproveButton).WaitForAsync();
        await Assertions.Expect(laptop.Page.Locator("[data-contested]")).ToBeHiddenAsync();
        await attacker.Page.GotoAsync(url);
        await Assertions.Expect(laptop.Page.Locator("[data-contested]")).ToBeVisibleAsync();
    }

    [Trait("Category", "Slow")]
    [Fact(Timeout = 180_000)]
    public async Task An_expired_code_is_replaced_by_a_new_one_and_no_longer_works()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await laptop.RegisterAsync();
        var shown = laptop.Page.WaitForResponseAsync("**/device/offer");
        await laptop.Page.GotoAsync("/device/add");
        var expired = await Camera.ScanPairingCodeAsync(laptop);
        var renewed = laptop.Page.WaitForResponseAsync("**/device/offer");
        var id = (await (await shown).JsonAsync())!.Value.GetProperty("id").GetString();
        await RedisInspector.DeleteAsync(browser.App.RedisConfiguration, $"cb:pair:{id}"); // as its TTL of a minute would
        await renewed;
        await phone.Page.GotoAsync(expired);
        await phone.ExpectPairingEndedAsync();
        await phone.Page.GotoAsync("about:blank"); // a camera opens a page of its own
        var current = expired;
        await Eventually.Async("the new code is drawn", async () => (current = await Camera.ScanPairingCodeAsync(laptop)) != expired);
        await phone.Page.GotoAsync(current);
        await laptop.PressAsync(ApproveButton);
        await phone.Page.WaitForURLAsync("/");
    }

    static async Task ApproveAfterContinuingAsync(Device laptop, Device phone)
    {
        await Assertions.Expect(laptop.Page.Locator(ApproveButton)).ToBeHiddenAsync();
        await phone.PressAsync("[data-continue]");
        await laptop.PressAsync(ApproveButton);
        await phone.Page.WaitForURLAsync("/");
    }
}
