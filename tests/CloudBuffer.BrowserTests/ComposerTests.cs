using CloudBuffer.Hosting;
using CloudBuffer.Tests;
using Microsoft.Playwright;

namespace CloudBuffer.BrowserTests;

/// <summary>The composer of the board: typing, pasting, dropping and choosing.</summary>
public sealed class ComposerTests(Browser browser)
{
    [Fact(Timeout = 180_000)]
    public async Task Enter_sends_and_Shift_Enter_starts_a_new_line()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await laptop.RegisterAsync();
        await laptop.Page.Locator("#text").FillAsync("one");
        await laptop.Page.Keyboard.PressAsync("Shift+Enter");
        await laptop.Page.Keyboard.TypeAsync("two");
        await laptop.Page.Keyboard.PressAsync("Enter");
        await laptop.ExpectTextAsync("one\ntwo");
    }

    [Fact(Timeout = 180_000)]
    public async Task An_image_pasted_on_the_laptop_appears_on_the_phone()
    {
        using var clipboard = await browser.LockClipboardAsync();
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await phone.SignInAsync(await laptop.RegisterAsync());
        await CopyImageAsync(laptop);
        await laptop.Page.Keyboard.PressAsync("Control+V"); // the only action
        var image = phone.Page.Locator("#buffer img");
        await image.WaitForAsync();
        Assert.Equal(3, await image.EvaluateAsync<int>("async image => { await image.decode(); return image.naturalWidth; }"));
    }

    [Fact(Timeout = 180_000)]
    public async Task The_paste_button_of_a_phone_sends_text_and_images()
    {
        using var clipboard = await browser.LockClipboardAsync();
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await phone.RegisterAsync();
        var paste = phone.Page.Locator("[data-paste]");
        Assert.True((await paste.BoundingBoxAsync())!.Height >= 56);
        await phone.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await phone.Page.EvaluateAsync("navigator.clipboard.writeText('from another app')");
        await phone.PressAsync(paste);
        await phone.ExpectTextAsync("from another app");
        await CopyImageAsync(phone);
        await phone.PressAsync(paste);
        await phone.Page.GetByRole(AriaRole.Img, new() { Name = "picture.png" }).WaitForAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_file_dragged_from_the_desktop_appears_on_the_board()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await laptop.RegisterAsync();
        var path = Path.Combine(browser.App.Folder, "dragged.txt");
        await File.WriteAllTextAsync(path, "hello", TestContext.Current.CancellationToken);
        await laptop.DragFromDesktopAsync(path);
        await laptop.Page.Locator(".big-name", new() { HasText = "dragged.txt" }).WaitForAsync();
    }

    [Trait("Category", "Slow")]
    [Fact(Timeout = 180_000)]
    public async Task A_folder_is_sent_with_the_files_in_it_and_an_empty_one_is_reported()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await laptop.RegisterAsync();
        var folder = Directory.CreateDirectory(Path.Combine(browser.App.Folder, "dragged folder"));
        var nested = folder.CreateSubdirectory("nested");
        await laptop.DragFromDesktopAsync(nested.FullName);
        await laptop.ExpectToastAsync("There is no file in that folder.");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "one.txt"), "1", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(nested.FullName, "two.txt"), "2", TestContext.Current.CancellationToken);
        await laptop.DragFromDesktopAsync(folder.FullName);
        await laptop.ExpectFileAsync("one.txt");
        await laptop.ExpectFileAsync("two.txt");
    }

    [Trait("Category", "Slow")]
    [Fact(Timeout = 180_000)]
    public async Task Over_plain_http_a_hint_replaces_the_paste_button_and_copying_works()
    {
        using var clipboard = await browser.LockClipboardAsync();
        await using var app = await new AppProcess(("Urls", "http://*:0")).StartAsync();
        var onNetwork = new UriBuilder(app.Address) { Host = PublicAddress.LanAddress()!.ToString() }.Uri;
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone, server: onNetwork);
        await phone.RegisterAsync();
        Assert.False(await phone.Page.EvaluateAsync<bool>("() => isSecureContext"));
        await Assertions.Expect(phone.Page.Locator("[data-paste-hint]")).ToBeVisibleAsync();
        await Assertions.Expect(phone.Page.Locator("[data-paste]")).ToBeHiddenAsync();
        await phone.SendTextAsync("to be copied");
        await phone.PressAsync("#buffer [data-copy]");
        await phone.ExpectToastAsync("Copied");
        await phone.Page.Locator("#text").FocusAsync();
        await phone.Page.Keyboard.PressAsync("Control+V");
        await Assertions.Expect(phone.Page.Locator("#text")).ToHaveValueAsync("to be copied");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_key_pressed_twice_sends_once()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await laptop.RegisterAsync();
        var bothPressed = new TaskCompletionSource();
        int sent = 0;
        await laptop.Page.RouteAsync("**/file/buffer", async route =>
        {
            sent++;
            await bothPressed.Task;
            await route.ContinueAsync();
        });
        await laptop.Page.Locator("#text").FillAsync("once");
        await laptop.Page.Keyboard.PressAsync("Enter");
        await laptop.Page.Keyboard.PressAsync("Enter");
        bothPressed.SetResult();
        await laptop.ExpectTextAsync("once");
        await Assertions.Expect(laptop.Page.Locator("#text")).ToHaveValueAsync("");
        Assert.Equal(1, sent);
    }

    [Fact(Timeout = 180_000)]
    public async Task One_dropped_file_goes_into_the_buffer_and_several_become_links()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await laptop.RegisterAsync();
        await laptop.DropAsync("one.txt");
        await laptop.Page.Locator(".big-name", new() { HasText = "one.txt" }).WaitForAsync();
        await laptop.DropAsync("two.txt", "three.txt");
        await laptop.ExpectFileAsync("two.txt");
        await laptop.ExpectFileAsync("three.txt");
        await Assertions.Expect(laptop.Page.Locator(".big-name")).ToHaveTextAsync("one.txt");
        await Assertions.Expect(laptop.Page.Locator("[data-upload-items] li")).ToHaveCountAsync(0);
    }

    [Trait("Category", "Slow")]
    [Fact(Timeout = 180_000)]
    public async Task Text_dropped_beside_the_box_is_sent()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await laptop.RegisterAsync();
        var devtools = await laptop.Context.NewCDPSessionAsync(laptop.Page);
        foreach (var (mime, dragged, text) in new[]
        {
            ("text/plain", "dragged words", "dragged words"), ("text/uri-list", "https://example.org/page", "https://example.org/page"),
            ("text/html", "<b>bold</b> words", "bold words"),
        })
        {
            foreach (var type in new[] { "dragEnter", "dragOver", "drop" })
            {
                var items = new object[] { new Dictionary<string, object> { ["mimeType"] = mime, ["data"] = dragged } };
                await devtools.SendAsync("Input.dispatchDragEvent", new Dictionary<string, object>
                {
                    ["type"] = type,
                    ["x"] = 500,
                    ["y"] = 60,
                    ["data"] = new Dictionary<string, object> { ["items"] = items, ["dragOperationsMask"] = 19 },
                });
            }
            await laptop.ExpectTextAsync(text);
        }
    }

    [Fact(Timeout = 180_000)]
    public async Task More_files_than_the_limit_are_refused_and_delete_nothing()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await laptop.RegisterAsync();
        await laptop.DropAsync([.. Enumerable.Range(0, 21).Select(i => $"{i}.txt")]);
        await Assertions.Expect(laptop.Page.Locator("[data-composer-error]")).ToHaveTextAsync("21 files is too many: the limit is 20. Zip them or send fewer.");
        Assert.Equal(0, await laptop.Page.Locator("#files > li").CountAsync());
    }

    [Trait("Category", "Slow")]
    [Fact(Timeout = 180_000)]
    public async Task Only_the_main_action_of_the_board_is_a_filled_button()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await laptop.RegisterAsync();
        await Assertions.Expect(laptop.Page.Locator("[data-send]:not(.outlined)")).ToBeVisibleAsync();
        await laptop.SendTextAsync("x");
        await Assertions.Expect(laptop.Page.Locator("[data-send].outlined")).ToBeVisibleAsync();
        await laptop.Page.ReloadAsync();
        await Assertions.Expect(laptop.Page.Locator("[data-send].outlined")).ToBeVisibleAsync();
    }

    static async Task CopyImageAsync(Device device)
    {
        await device.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await device.Page.EvaluateAsync("""
            async () => {
                const canvas = Object.assign(document.createElement("canvas"), { width: 3, height: 2 });
                canvas.getContext("2d").fillRect(0, 0, 3, 2);
                const image = await new Promise(resolve => canvas.toBlob(resolve, "image/png"));
                await navigator.clipboard.write([new ClipboardItem({ "image/png": image })]);
            }
            """);
    }
}
