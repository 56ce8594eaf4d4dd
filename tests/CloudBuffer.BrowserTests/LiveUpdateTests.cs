using CloudBuffer.Tests;
using Microsoft.Playwright;

namespace CloudBuffer.BrowserTests;

/// <summary>The boards of two devices of one user show the same without a reload.</summary>
public sealed class LiveUpdateTests(Browser browser)
{
    [Fact(Timeout = 180_000)]
    public async Task Text_pasted_on_the_laptop_appears_on_the_phone_and_not_for_another_user()
    {
        using var clipboard = await browser.LockClipboardAsync();
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await using var otherUser = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await otherUser.RegisterAsync();
        await phone.SignInAsync(await laptop.RegisterAsync());
        await laptop.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await laptop.Page.EvaluateAsync("navigator.clipboard.writeText('see https://example.org/a?b=1. Then come.')");

        await laptop.Page.Keyboard.PressAsync("Control+V"); // the only action
        await phone.ExpectTextAsync("see https://example.org/a?b=1. Then come.");
        await Assertions.Expect(phone.Page.Locator("#buffer-text a")).ToHaveAttributeAsync("href", "https://example.org/a?b=1");
        await otherUser.ExpectEmptyBoardAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task Text_goes_from_the_laptop_to_the_phone_and_back_and_a_draft_survives()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await phone.SignInAsync(await laptop.RegisterAsync());
        await phone.ExpectEmptyBoardAsync();

        await laptop.Page.Locator("#text").FillAsync("https://example.org\n<b>not bold</b>");
        await laptop.Page.Keyboard.PressAsync("Control+Enter");
        await laptop.ExpectTextAsync("https://example.org\n<b>not bold</b>");
        await phone.ExpectTextAsync("https://example.org\n<b>not bold</b>");

        await laptop.Page.Locator("#text").FillAsync("a draft");
        await phone.SendTextAsync("from the phone");
        await laptop.ExpectTextAsync("from the phone");
        await Assertions.Expect(laptop.Page.Locator("#text")).ToHaveValueAsync("a draft");
    }

    [Fact(Timeout = 180_000)]
    public async Task New_and_deleted_files_appear_on_every_board_and_a_draft_survives()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await phone.SignInAsync(await laptop.RegisterAsync());
        await laptop.Page.Locator("#text").FillAsync("a draft");
        await phone.UploadAsync(Payload.File("photo.jpg", "image/jpeg", [1]));
        await laptop.ExpectFileAsync("photo.jpg");
        await phone.Page.GotoAsync("/");
        await phone.PressAsync("[data-delete]");
        await phone.ConfirmAsync();
        await Assertions.Expect(laptop.Page.GetByRole(AriaRole.Heading, new() { Name = "photo.jpg" })).ToBeHiddenAsync();
        await Assertions.Expect(laptop.Page.Locator("#text")).ToHaveValueAsync("a draft");
    }

    [Trait("Category", "Slow")]
    [Fact(Timeout = 180_000)]
    public async Task Expired_items_disappear_without_a_reload()
    {
        await using var app = await new AppProcess().StartAsync();
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop, server: app.Address);
        await laptop.RegisterAsync();
        await laptop.SendTextAsync("short-lived");
        await laptop.ExpectTextAsync("short-lived");
        await laptop.Page.Locator("#file").SetInputFilesAsync([Payload.Text("one.txt"), Payload.Text("two.txt")]);
        await Assertions.Expect(laptop.Page.Locator("#files > li")).ToHaveCountAsync(2);
        long expiresAt = DateTimeOffset.UtcNow.AddSeconds(5).ToUnixTimeMilliseconds();
        app.Execute($"update Files set ExpiresAt = {expiresAt}");
        app.Execute($"update Buffers set ExpiresAt = {expiresAt}");
        await laptop.Page.GotoAsync("/");
        await laptop.ExpectEmptyBoardAsync();
        await laptop.ExpectNoFilesAsync();
        await Assertions.Expect(laptop.Page.Locator("#files-count")).ToHaveTextAsync("0 of 20");
    }

    [Trait("Category", "Slow")]
    [Theory(Timeout = 180_000)]
    [InlineData(503)]
    [InlineData(0)]
    public async Task A_change_that_the_server_could_not_deliver_at_once_is_shown_after_a_retry(int status)
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        var opened = phone.Page.WaitForResponseAsync("**/live");
        await phone.SignInAsync(await laptop.RegisterAsync());
        await opened;
        int failed = 0;
        await phone.Page.RouteAsync(url => new Uri(url).AbsolutePath == "/", route =>
        {
            failed++;
            return status == 0 ? route.AbortAsync() : route.FulfillAsync(new() { Status = status });
        });
        await laptop.SendTextAsync("sent once");
        await Eventually.True("the page retries", () => failed >= 3);
        await phone.Page.UnrouteAllAsync();
        await phone.ExpectTextAsync("sent once");
    }

    [Trait("Category", "Slow")]
    [Fact(Timeout = 180_000)]
    public async Task A_refresh_that_gets_no_response_is_repeated()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        var opened = phone.Page.WaitForResponseAsync("**/live");
        await phone.SignInAsync(await laptop.RegisterAsync());
        await opened;
        await phone.Page.RouteAsync(url => new Uri(url).AbsolutePath == "/", _ => { }, new() { Times = 1 }); // never answered
        await laptop.SendTextAsync("sent once");
        await Assertions.Expect(phone.Page.Locator("#buffer-text")).ToHaveTextAsync("sent once", new() { Timeout = 60_000 });
    }

    [Fact(Timeout = 180_000)]
    public async Task A_hidden_page_closes_its_stream_and_is_up_to_date_when_it_is_visible_again()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        var opened = phone.Page.WaitForResponseAsync("**/live");
        await phone.SignInAsync(await laptop.RegisterAsync());
        await opened;
        var closed = phone.Page.WaitForRequestEndAsync("/live");
        await SetHiddenAsync(phone, hidden: true);
        await closed;
        await laptop.SendTextAsync("sent while the page was hidden");
        await laptop.ExpectTextAsync("sent while the page was hidden");
        await phone.ExpectEmptyBoardAsync();
        await SetHiddenAsync(phone, hidden: false);
        await phone.ExpectTextAsync("sent while the page was hidden");

        // A browser hides a page like this when another tab is selected.
        static Task SetHiddenAsync(Device device, bool hidden) => device.Page.EvaluateAsync("""
            hidden => {
                Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
                document.dispatchEvent(new Event("visibilitychange"));
            }
            """, hidden);
    }
}
