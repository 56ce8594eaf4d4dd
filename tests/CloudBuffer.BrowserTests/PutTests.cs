using System.Security.Cryptography;
using CloudBuffer.Tests;
using CloudBuffer.Display;
using Microsoft.Playwright;

namespace CloudBuffer.BrowserTests;

/// <summary>The box of the board: everything that can be typed, pasted, dropped and picked.</summary>
public sealed class PutTests(Browser browser)
{
    [Fact(Timeout = 120_000)]
    public async Task A_picture_pasted_on_the_laptop_is_shown_on_the_phone()
    {
        var name = Device.NewName();
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await laptop.RegisterAsync(name);
        await phone.SignInAsync(name);
        await CopyPictureAsync(laptop);
        await laptop.Page.Keyboard.PressAsync("Control+V"); // the one action
        var picture = phone.Page.Locator("#buffer img");
        await picture.WaitForAsync();
        Assert.Equal(3, await picture.EvaluateAsync<int>("async image => { await image.decode(); return image.naturalWidth; }"));
    }

    [Fact(Timeout = 120_000)]
    public async Task The_paste_button_of_a_phone_takes_text_and_pictures()
    {
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await phone.RegisterAsync(Device.NewName());
        var paste = phone.Page.GetByRole(AriaRole.Button, new() { Name = "Paste" });
        Assert.True((await paste.BoundingBoxAsync())!.Height >= 56);
        await phone.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await phone.Page.EvaluateAsync("navigator.clipboard.writeText('from another app')");
        await paste.TapAsync();
        await Assertions.Expect(phone.Page.Locator("#buffer-text")).ToHaveTextAsync("from another app");
        await CopyPictureAsync(phone);
        await paste.TapAsync();
        await phone.Page.GetByRole(AriaRole.Img, new() { Name = "picture.png" }).WaitForAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Over_plain_http_it_says_that_the_clipboard_cannot_be_read_and_copying_still_works()
    {
        await using var app = await new AppProcess(("Urls", "http://*:0")).StartAsync();
        var onNetwork = new UriBuilder(app.Address) { Host = PublicAddress.LanAddress()!.ToString() }.Uri;
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone, server: onNetwork);
        await phone.RegisterAsync(Device.NewName());
        Assert.False(await phone.Page.EvaluateAsync<bool>("() => isSecureContext"));
        await phone.Page.GetByText("Over plain http the browser lets no page read the clipboard").WaitForAsync();
        await Assertions.Expect(phone.Page.GetByRole(AriaRole.Button, new() { Name = "Paste" })).ToBeHiddenAsync();
        await phone.Page.Locator("#text").FillAsync("to be copied");
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Put text in" }).TapAsync();
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Copy", Exact = true }).TapAsync();
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Copied" }).WaitForAsync();
        await phone.Page.Locator("#text").FocusAsync();
        await phone.Page.Keyboard.PressAsync("Control+V");
        await Assertions.Expect(phone.Page.Locator("#text")).ToHaveValueAsync("to be copied");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_key_pressed_twice_sends_once()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await laptop.RegisterAsync(Device.NewName());
        var both = new TaskCompletionSource();
        int sent = 0;
        await laptop.Page.RouteAsync("**/file/buffer", async route =>
        {
            sent++;
            await both.Task;
            await route.ContinueAsync();
        });
        await laptop.Page.Locator("#text").FillAsync("once");
        await laptop.Page.Keyboard.PressAsync("Enter");
        await laptop.Page.Keyboard.PressAsync("Enter");
        both.SetResult();
        await Assertions.Expect(laptop.Page.Locator("#buffer-text")).ToHaveTextAsync("once");
        await Assertions.Expect(laptop.Page.Locator("#text")).ToHaveValueAsync("");
        Assert.Equal(1, sent);
    }

    [Fact(Timeout = 120_000)]
    public async Task One_dropped_file_goes_into_the_buffer_and_several_become_links()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await laptop.RegisterAsync(Device.NewName());
        await DropAsync(laptop, "one.txt");
        await laptop.Page.Locator(".big-name", new() { HasText = "one.txt" }).WaitForAsync();
        await DropAsync(laptop, "two.txt", "three.txt");
        await laptop.Page.GetByRole(AriaRole.Heading, new() { Name = "two.txt" }).WaitForAsync();
        await laptop.Page.GetByRole(AriaRole.Heading, new() { Name = "three.txt" }).WaitForAsync();
        await Assertions.Expect(laptop.Page.Locator(".big-name")).ToHaveTextAsync("one.txt");
        await Assertions.Expect(laptop.Page.Locator("[data-upload-items] li")).ToHaveCountAsync(0);
    }

    [Fact(Timeout = 120_000)]
    public async Task More_files_than_are_kept_are_refused_in_words_and_push_nothing_out()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await laptop.RegisterAsync(Device.NewName());
        await DropAsync(laptop, [.. Enumerable.Range(0, 21).Select(i => $"{i}.txt")]);
        await laptop.Page.GetByText("Those are 21 files, and at most 20 are kept at once").WaitForAsync();
        Assert.Equal(0, await laptop.Page.Locator("#files > li").CountAsync());
    }

    [Fact(Timeout = 120_000)]
    public async Task What_a_phone_puts_in_goes_on_after_the_line_was_cut()
    {
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        phone.ErrorsAreExpected = true;
        await phone.RegisterAsync(Device.NewName());
        var path = Path.Combine(browser.App.Folder, "clip.bin");
        var bytes = RandomNumberGenerator.GetBytes(90_000_000);
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        int patches = 0;
        await phone.Page.RouteAsync("**/file/upload/*", async route =>
        {
            // The first chunk passes, the second is cut, as when a phone sleeps.
            if (route.Request.Method == "PATCH" && ++patches == 2)
                await route.AbortAsync("connectionreset");
            else
                await route.ContinueAsync();
        });
        await phone.Page.Locator("#file").SetInputFilesAsync(path);
        await phone.Page.GetByText("No connection.").WaitForAsync();
        await phone.Page.Locator(".big-name", new() { HasText = "clip.bin" }).WaitForAsync();
        Assert.Equal(3, patches); // one chunk, the cut one, and that again
        var download = await phone.Page.RunAndWaitForDownloadAsync(() => phone.Page.GetByRole(AriaRole.Link, new() { Name = "Download" }).TapAsync());
        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(await File.ReadAllBytesAsync(await download.PathAsync(), TestContext.Current.CancellationToken)));
    }

    static async Task CopyPictureAsync(Device device)
    {
        await device.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await device.Page.EvaluateAsync("""
        async () => {
            const canvas = Object.assign(document.createElement("canvas"), { width: 3, height: 2 });
            canvas.getContext("2d").fillRect(0, 0, 3, 2);
            const picture = await new Promise(done => canvas.toBlob(done, "image/png"));
            await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);
        }
        """);
    }

    static async Task DropAsync(Device device, params string[] names) => await device.Page.EvaluateAsync("""
        names => {
            const data = new DataTransfer();
            for (const name of names) data.items.add(new File([name], name, { type: "text/plain" }));
            for (const kind of ["dragenter", "dragover", "drop"]) document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
        }
        """, names);
}
