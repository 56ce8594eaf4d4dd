using Microsoft.Playwright;

namespace CloudBuffer.BrowserTests;

/// <summary>A guest without an account, who sends through a receive link.</summary>
public sealed class GuestPageTests(Browser browser)
{
    [Fact(Timeout = 180_000)]
    public async Task A_guest_scans_the_code_and_sends_a_file_that_appears_on_the_board()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var guest = await browser.NewDeviceAsync(DeviceKind.Phone);
        var name = await laptop.RegisterAsync();
        await OpenReceiveLinkAsync(laptop);
        var url = new Uri(await Camera.ScanAsync(laptop));
        await laptop.Page.GotoAsync("/");
        await guest.Page.GotoAsync(url.PathAndQuery);
        await guest.Page.Locator("#guest-files").SetInputFilesAsync(Payload.File("holiday.jpg", "image/jpeg", [1, 2]));
        await guest.PressAsync("form[data-receive] button");
        await Assertions.Expect(guest.Page.Locator("section .note[role=status]")).ToContainTextAsync(name);
        await laptop.ExpectFileAsync("holiday.jpg");
        await Assertions.Expect(laptop.Page.Locator("#files")).ToContainTextAsync("From a guest");
    }

    [Trait("Category", "Slow")]
    [Fact(Timeout = 180_000)]
    public async Task A_guest_sees_what_is_wrong_before_anything_is_sent_and_keeps_the_message()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var guest = await browser.NewDeviceAsync(DeviceKind.Phone);
        guest.ErrorsAreExpected = true;
        await laptop.RegisterAsync();
        await OpenReceiveLinkAsync(laptop);
        await guest.Page.GotoAsync(new Uri(await laptop.Page.Locator("#guest-link").InputValueAsync()).PathAndQuery);
        var error = guest.Page.Locator("[data-error]");

        var film = Path.Combine(browser.App.Folder, "long film.mp4");
        using (var file = File.Create(film))
            file.SetLength(3L << 30);
        await SendAsync(film);
        await Assertions.Expect(error).ToHaveTextAsync("Too much for this link: up to 10 more files, 2 GB in total.");
        File.Delete(film);
        await SendAsync();
        await Assertions.Expect(error).ToHaveTextAsync("Choose a file or write a message first.");
        await laptop.PressAsync("main form[action='/guest/close'] button");
        await laptop.Page.Locator("main form[action='/guest/open']").WaitForAsync();
        var message = guest.Page.Locator("#guest-text");
        await message.FillAsync("too late");
        await SendAsync();
        await Assertions.Expect(error).ToContainTextAsync("This link has");
        await Assertions.Expect(message).ToHaveValueAsync("too late");

        async Task SendAsync(params string[] paths)
        {
            await guest.Page.Locator("#guest-files").SetInputFilesAsync(paths);
            await guest.PressAsync("form[data-receive] button");
        }
    }

    static async Task OpenReceiveLinkAsync(Device device)
    {
        await device.PressAsync("header a[href='/guest']");
        await device.PressAsync("main form[action='/guest/open'] button");
        await device.Page.Locator("#guest .qr").WaitForAsync();
    }
}
