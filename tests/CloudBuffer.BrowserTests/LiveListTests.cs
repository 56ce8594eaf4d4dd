using System.Globalization;
using Microsoft.Playwright;

namespace CloudBuffer.BrowserTests;

/// <summary>The lists of files and devices, on their own pages, while other devices change them.</summary>
[Trait("Category", "Slow")]
public sealed class LiveListTests(Browser browser)
{
    [Fact(Timeout = 180_000)]
    public async Task A_new_file_is_added_to_the_list_while_a_video_plays_on()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        var name = await laptop.RegisterAsync();
        await laptop.UploadAsync(Payload.File("film.mp4", "video/mp4", [1]));
        await laptop.Page.GotoAsync("/file/mine");
        // Playback survives if the refresh keeps the element.
        await laptop.Page.Locator("video").EvaluateAsync("film => { film.dataset.playing = 'yes'; }");
        await phone.SignInAsync(name);
        await phone.UploadAsync(Payload.Text("a.txt"));
        await laptop.ExpectFileAsync("a.txt");
        await Assertions.Expect(laptop.Page.Locator("video")).ToHaveAttributeAsync("data-playing", "yes");
        Assert.Equal(["a.txt", "film.mp4"], await laptop.Page.Locator("#files h3").AllTextContentsAsync());
    }

    [Fact(Timeout = 180_000)]
    public async Task A_new_device_is_announced_by_its_name()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        var opened = laptop.Page.WaitForResponseAsync("**/live");
        var name = await laptop.RegisterAsync();
        await opened;
        await phone.SignInAsync(name);
        await laptop.ExpectToastAsync("New device: \u2068Chrome");
    }

    [Fact(Timeout = 180_000)]
    public async Task The_list_of_devices_follows_a_changed_order_and_a_sign_out()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        var name = await laptop.RegisterAsync();
        await phone.SignInAsync(name);
        await laptop.Page.GotoAsync("/device");
        var items = laptop.Page.Locator("#devices > li");
        await Assertions.Expect(items).ToHaveCountAsync(2);
        var order = await IdsAsync();
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        browser.App.Execute($"update Devices set LastSeenAt = 2 * {now} - LastSeenAt where OwnerId = (select Id from Users where UserName = '{name}')");
        await laptop.Page.EvaluateAsync(
            "id => fetch('/device/name', { method: 'POST', body: new URLSearchParams({ id: id.replace(/^.*-/, ''), name: 'Moved' }) })", order[1]);
        await Assertions.Expect(laptop.Page.GetByText("Moved")).ToBeVisibleAsync();
        Assert.Equal(order.Reverse(), await IdsAsync());

        await phone.Page.GotoAsync("/account/profile");
        await phone.PressAsync("main form[action='/account/logout'] button");
        await Assertions.Expect(items).ToHaveCountAsync(1);
        // Chromium can hang when it is closed during a navigation.
        await phone.Page.Locator("main a[href='/account/login']").WaitForAsync();

        Task<string[]> IdsAsync() => items.EvaluateAllAsync<string[]>("items => items.map(item => item.id)");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_device_that_was_signed_out_elsewhere_shows_that_it_is_signed_out()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await phone.SignInAsync(await laptop.RegisterAsync());
        await laptop.Page.GotoAsync("/device");
        await laptop.PressAsync("#others button");
        await laptop.ConfirmAsync();
        var status = phone.Page.Locator("[data-offline=signed-out]");
        await Assertions.Expect(status).ToHaveTextAsync("You've been signed out. Sign in");
        await Assertions.Expect(status.Locator("a")).ToHaveAttributeAsync("href", "/account/login");
        phone.ErrorsAreExpected = true;
    }
}
