using System.Text.RegularExpressions;
using CloudBuffer.Tests;
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
    public async Task Nobody_has_to_reload_to_see_what_expires()
    {
        await using var app = await new AppProcess(("CloudBuffer__ExpireTime", "00:00:08")).StartAsync();
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop, server: app.Address);
        await laptop.RegisterAsync(Device.NewName());
        await laptop.Page.Locator("#text").FillAsync("short-lived");
        await laptop.Page.Keyboard.PressAsync("Enter");
        await laptop.Page.Locator("#file").SetInputFilesAsync([File("one.txt"), File("two.txt")]);
        await laptop.Page.GetByRole(AriaRole.Heading, new() { Name = "two.txt" }).WaitForAsync();
        await laptop.Page.GetByText("The buffer is empty").WaitForAsync();
        await laptop.Page.GetByText("No files here").WaitForAsync();
        await Assertions.Expect(laptop.Page.Locator("#files-count")).ToHaveTextAsync("0 of 20");
    }

    [Theory(Timeout = 120_000)]
    [InlineData(503)]
    [InlineData(0)]
    public async Task News_that_the_server_could_not_show_at_once_is_shown_a_little_later(int status)
    {
        var name = Device.NewName();
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await laptop.RegisterAsync(name);
        var opened = phone.Page.WaitForResponseAsync("**/live");
        await phone.SignInAsync(name);
        await opened;
        int failed = 0;
        await phone.Page.RouteAsync(url => new Uri(url).AbsolutePath == "/", route =>
        {
            failed++;
            return status == 0 ? route.AbortAsync() : route.FulfillAsync(new() { Status = status });
        });
        await laptop.Page.Locator("#text").FillAsync("said once");
        await laptop.Page.Keyboard.PressAsync("Enter");
        await Eventually.True("the page asks again", () => failed >= 3);
        await phone.Page.UnrouteAllAsync();
        await Assertions.Expect(phone.Page.Locator("#buffer-text")).ToHaveTextAsync("said once", new() { Timeout = 30_000 });
    }

    [Fact(Timeout = 120_000)]
    public async Task A_page_that_nobody_looks_at_lets_its_stream_go_and_is_right_again_when_somebody_does()
    {
        var name = Device.NewName();
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await laptop.RegisterAsync(name);
        var opened = phone.Page.WaitForResponseAsync("**/live");
        await phone.SignInAsync(name);
        await opened;
        var closed = phone.Page.WaitForRequestFinishedOrFailedAsync("/live");
        await ShowAsync(phone, hidden: true);
        await closed;
        await laptop.Page.Locator("#text").FillAsync("while you were away");
        await laptop.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(laptop.Page.Locator("#buffer-text")).ToHaveTextAsync("while you were away");
        await Assertions.Expect(phone.Page.GetByText("The buffer is empty")).ToBeVisibleAsync();
        await ShowAsync(phone, hidden: false);
        await Assertions.Expect(phone.Page.Locator("#buffer-text")).ToHaveTextAsync("while you were away");

        // A browser hides a page like this when another tab comes to the front.
        static Task ShowAsync(Device device, bool hidden) => device.Page.EvaluateAsync("""
            hidden => {
                Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
                document.dispatchEvent(new Event("visibilitychange"));
            }
            """, hidden);
    }

    [Fact(Timeout = 120_000)]
    public async Task The_lists_of_files_and_devices_are_live_on_their_own_pages_and_a_film_plays_on()
    {
        var name = Device.NewName();
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await laptop.RegisterAsync(name);
        await laptop.UploadAsync(new FilePayload { Name = "film.mp4", MimeType = "video/mp4", Buffer = [1] });
        await laptop.Page.GotoAsync("/file/mine");
        // The same element is still there after news, and with it what it plays.
        await laptop.Page.Locator("video").EvaluateAsync("film => { film.dataset.playing = 'yes'; }");
        await phone.SignInAsync(name);
        await phone.UploadAsync(File("a.txt"));
        await laptop.Page.GetByRole(AriaRole.Heading, new() { Name = "a.txt" }).WaitForAsync();
        await Assertions.Expect(laptop.Page.Locator("video")).ToHaveAttributeAsync("data-playing", "yes");
        Assert.Equal(["a.txt", "film.mp4"], await laptop.Page.Locator("#files h3").AllTextContentsAsync());

        await laptop.Page.GotoAsync("/device");
        await Assertions.Expect(laptop.Page.Locator("#devices > li")).ToHaveCountAsync(2);
        var order = await laptop.Page.Locator("#devices > li").EvaluateAllAsync<string[]>("items => items.map(item => item.id)");
        browser.App.Execute($"update Devices set LastSeenAt = 2 * {DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()} - LastSeenAt where OwnerId = (select Id from Users where UserName = '{name}')");
        await laptop.Page.EvaluateAsync("id => fetch('/device/name', { method: 'POST', body: new URLSearchParams({ id: id.replace(/^.*-/, ''), name: 'Moved' }) })", order[1]);
        await Assertions.Expect(laptop.Page.GetByText("Moved")).ToBeVisibleAsync();
        Assert.Equal(order.Reverse(), await laptop.Page.Locator("#devices > li").EvaluateAllAsync<string[]>("items => items.map(item => item.id)"));
        await phone.Page.GotoAsync("/account/profile");
        await phone.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Sign out" }).TapAsync();
        await Assertions.Expect(laptop.Page.Locator("#devices > li")).ToHaveCountAsync(1);
        // Closing it in the middle of a navigation can hang Chromium.
        await phone.Page.GetByRole(AriaRole.Heading, new() { Name = "You are signed out" }).WaitForAsync();
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
        await laptop.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
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

    [Fact(Timeout = 120_000)]
    public async Task What_the_phones_share_sheet_posts_is_on_the_laptop_without_another_tap_and_a_download_shows()
    {
        var name = Device.NewName();
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await laptop.RegisterAsync(name);
        await phone.SignInAsync(name);
        // As the system posts it, from no site; the form leads to the board.
        await phone.Page.EvaluateAsync("""
            () => {
                const form = Object.assign(document.createElement("form"), { method: "post", action: "/share", enctype: "multipart/form-data" });
                const input = Object.assign(document.createElement("input"), { type: "file", name: "file", multiple: true });
                const data = new DataTransfer();
                for (const n of [1, 2, 3]) data.items.add(new File([String(n)], `photo ${n}.jpg`, { type: "image/jpeg" }));
                input.files = data.files;
                form.append(input);
                document.body.append(form);
                form.submit();
            }
            """);
        foreach (var photo in new[] { "photo 1.jpg", "photo 2.jpg", "photo 3.jpg" })
        {
            await laptop.Page.GetByRole(AriaRole.Heading, new() { Name = photo }).WaitForAsync();
            await phone.Page.GetByRole(AriaRole.Heading, new() { Name = photo }).WaitForAsync();
        }
        await laptop.Page.RunAndWaitForDownloadAsync(() => laptop.Page.GetByRole(AriaRole.Link, new() { Name = "Download" }).First.ClickAsync());
        await phone.Page.GetByText("Downloaded once.").WaitForAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Whoever_was_signed_out_when_the_sheet_posted_is_told_to_share_again()
    {
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        var name = Device.NewName();
        await phone.RegisterAsync(name);
        await phone.Context.ClearCookiesAsync();
        await phone.Page.GotoAsync("/share");
        await phone.Page.GetByLabel("User name or e-mail").FillAsync(name);
        await phone.Page.GetByLabel("Password").FillAsync(Device.Password);
        await phone.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Sign in" }).TapAsync();
        await phone.Page.GetByText("share it again").WaitForAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task What_is_in_the_buffer_is_handed_on_by_link_and_kept_longer_and_a_file_shows_its_code_when_asked()
    {
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await phone.RegisterAsync(Device.NewName());
        await phone.Page.Locator("#text").FillAsync("for somebody else");
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Put text in" }).TapAsync();
        await phone.Page.Locator("#text").FillAsync("half a sent");
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "+2 h" }).TapAsync();
        await phone.Page.GetByText("Kept longer").WaitForAsync();
        await Assertions.Expect(phone.Page.Locator("#text")).ToHaveValueAsync("half a sent"); // no reload
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Link and QR code" }).TapAsync();
        await phone.Page.GetByRole(AriaRole.Img, new() { Name = "QR code of the link to text.txt" }).WaitForAsync();
        await phone.Page.GotoAsync("/");
        await Assertions.Expect(phone.Page.Locator("#buffer-text")).ToHaveTextAsync("for somebody else");
        var code = phone.Page.GetByRole(AriaRole.Img, new() { Name = "QR code of the link to text.txt" });
        await Assertions.Expect(code).ToBeHiddenAsync();
        await phone.Page.Locator("summary", new() { HasText = "QR code" }).TapAsync();
        Assert.True(await code.EvaluateAsync<bool>("async image => { await image.decode(); return image.naturalWidth > 0; }"));
        await Assertions.Expect(phone.Page.Locator("#files pre")).ToHaveTextAsync("for somebody else");
    }

    [Fact(Timeout = 120_000)]
    public async Task An_earlier_text_is_brought_back()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await laptop.RegisterAsync(Device.NewName());
        foreach (var text in new[] { "first", "second" })
        {
            await laptop.Page.Locator("#text").FillAsync(text);
            await laptop.Page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(laptop.Page.Locator("#buffer-text")).ToHaveTextAsync(text);
        }
        await laptop.Page.GetByText("Earlier texts (1)").ClickAsync();
        await laptop.Page.GetByRole(AriaRole.Button, new() { Name = "Bring back" }).ClickAsync();
        await Assertions.Expect(laptop.Page.Locator("#buffer-text")).ToHaveTextAsync("first");
    }

    static FilePayload File(string name) => new() { Name = name, MimeType = "text/plain", Buffer = [65] };
}
