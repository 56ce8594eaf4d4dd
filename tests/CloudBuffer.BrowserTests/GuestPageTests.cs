using Microsoft.Playwright;

namespace CloudBuffer.BrowserTests;

/// <summary>Somebody without an account, who sends.</summary>
public sealed class GuestPageTests(Browser browser)
{
    [Fact(Timeout = 120_000)]
    public async Task A_guest_scans_and_sends_and_it_is_on_my_board()
    {
        var name = Device.NewName();
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var guest = await browser.NewDeviceAsync(DeviceKind.Phone);
        await laptop.RegisterAsync(name);
        await ShowCodeAsync(laptop);
        var screenshot = Path.Combine(browser.App.Folder, "guest.png");
        await laptop.Page.ScreenshotAsync(new() { Path = screenshot });
        var url = new Uri(await Camera.ScanAsync(screenshot));
        await laptop.Page.GotoAsync("/");
        await guest.Page.GotoAsync(url.PathAndQuery);
        await guest.Page.GetByLabel("Files").SetInputFilesAsync(new FilePayload { Name = "holiday.jpg", MimeType = "image/jpeg", Buffer = [1, 2] });
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).TapAsync();
        await guest.Page.GetByText($"Sent to {name}").WaitForAsync();
        await laptop.Page.GetByRole(AriaRole.Heading, new() { Name = "holiday.jpg" }).WaitForAsync();
        await Assertions.Expect(laptop.Page.Locator("#files")).ToContainTextAsync("From a guest.");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_guest_reads_what_is_wrong_and_too_much_before_it_is_sent()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var guest = await browser.NewDeviceAsync(DeviceKind.Phone);
        guest.ErrorsAreExpected = true;
        await laptop.RegisterAsync(Device.NewName());
        await ShowCodeAsync(laptop);
        await guest.Page.GotoAsync(new Uri(await laptop.Page.GetByLabel("Link for the guest").InputValueAsync()).PathAndQuery);
        var error = guest.Page.Locator("[data-error]");

        var film = Path.Combine(browser.App.Folder, "long film.mp4");
        using (var file = File.Create(film))
            file.SetLength(3L << 30);
        await SendAsync(film);
        await Assertions.Expect(error).ToHaveTextAsync("That is too much. Up to 10 more files, a text being one of them, and 2 GB in all can be sent here: take fewer, or smaller ones.");
        File.Delete(film);
        await SendAsync();
        await Assertions.Expect(error).ToHaveTextAsync("There is nothing to send yet. Pick a file or write something.");
        await laptop.Page.GetByRole(AriaRole.Button, new() { Name = "Close it" }).ClickAsync();
        await laptop.Page.GetByRole(AriaRole.Button, new() { Name = "Show a code" }).WaitForAsync();
        await guest.Page.GetByLabel("Or text").FillAsync("too late");
        await SendAsync();
        await Assertions.Expect(error).ToContainTextAsync("This link has ended.");
        await Assertions.Expect(guest.Page.GetByLabel("Or text")).ToHaveValueAsync("too late");

        async Task SendAsync(params string[] paths)
        {
            await guest.Page.GetByLabel("Files").SetInputFilesAsync(paths);
            await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).TapAsync();
        }
    }

    static async Task ShowCodeAsync(Device device)
    {
        await device.Page.GetByRole(AriaRole.Link, new() { Name = "Receive" }).ClickAsync();
        await device.Page.GetByRole(AriaRole.Button, new() { Name = "Show a code" }).ClickAsync();
        await device.Page.GetByRole(AriaRole.Img, new() { Name = "QR code by which a guest sends to you" }).WaitForAsync();
    }
}
