using Microsoft.Playwright;

namespace CloudBuffer.BrowserTests;

/// <summary>Two devices of one user.</summary>
public sealed class BufferPageTests(Browser browser)
{
    [Fact(Timeout = 120_000)]
    public async Task Text_put_in_on_the_laptop_is_on_the_phone_and_back()
    {
        var name = Device.NewName();
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await laptop.RegisterAsync(name);
        await phone.SignInAsync(name);
        await phone.Page.GetByText("The buffer is empty").WaitForAsync();

        await laptop.Page.Locator("#text").FillAsync("https://example.org\n<b>not bold</b>");
        await laptop.Page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(laptop.Page.Locator("#buffer-text")).ToHaveTextAsync("https://example.org\n<b>not bold</b>");
        await Assertions.Expect(phone.Page.Locator("#buffer-text")).ToHaveTextAsync("https://example.org\n<b>not bold</b>", new() { Timeout = 10_000 });

        // What somebody is typing stays when something comes.
        await laptop.Page.Locator("#text").FillAsync("half a sent");
        await phone.Page.Locator("#text").FillAsync("from the phone");
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Put text in" }).TapAsync();
        await Assertions.Expect(laptop.Page.Locator("#buffer-text")).ToHaveTextAsync("from the phone", new() { Timeout = 10_000 });
        await Assertions.Expect(laptop.Page.Locator("#text")).ToHaveValueAsync("half a sent");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_file_is_put_in_and_downloaded_elsewhere()
    {
        var name = Device.NewName();
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await laptop.RegisterAsync(name);
        await laptop.Page.Locator("#file").SetInputFilesAsync(new FilePayload { Name = "naïve plan.pdf", MimeType = "application/pdf", Buffer = [1, 2, 3] });
        await laptop.Page.GetByText("naïve plan.pdf").First.WaitForAsync();
        await phone.SignInAsync(name);
        var download = await phone.Page.RunAndWaitForDownloadAsync(() => phone.Page.GetByRole(AriaRole.Link, new() { Name = "Download" }).TapAsync());
        Assert.Equal("naïve plan.pdf", download.SuggestedFilename);
        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(await download.PathAsync(), TestContext.Current.CancellationToken));
    }

    [Fact(Timeout = 120_000)]
    public async Task Copying_takes_the_whole_text_also_where_only_its_beginning_is_shown()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await laptop.RegisterAsync(Device.NewName());
        await laptop.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        var text = new string('x', 100_000) + "end";
        await laptop.Page.Locator("#text").FillAsync(text);
        await laptop.Page.GetByRole(AriaRole.Button, new() { Name = "Put text in" }).ClickAsync();
        await laptop.Page.GetByText("This is only the beginning").WaitForAsync();
        await laptop.Page.GetByRole(AriaRole.Button, new() { Name = "Copy", Exact = true }).ClickAsync();
        await laptop.Page.GetByRole(AriaRole.Button, new() { Name = "Copied" }).WaitForAsync();
        Assert.Equal(text, await ReadClipboardAsync());

        await laptop.Page.RouteAsync("**/file/buffer", route => route.FulfillAsync(new() { Status = 404, Body = """{"title":"The buffer is empty"}""" }));
        await laptop.Page.GetByRole(AriaRole.Button, new() { Name = "Copy", Exact = true }).ClickAsync();
        await Assertions.Expect(laptop.Page.Locator("[data-toast]")).ToHaveTextAsync("The buffer is empty.");
        Assert.Equal(text, await ReadClipboardAsync()); // and not the error

        Task<string> ReadClipboardAsync() => laptop.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()");
    }

    [Fact(Timeout = 120_000)]
    public async Task Clearing_asks_first()
    {
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await phone.RegisterAsync(Device.NewName());
        await phone.Page.Locator("#text").FillAsync("x");
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Put text in" }).TapAsync();
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Clear" }).TapAsync();
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Keep it", Exact = true }).TapAsync();
        await Assertions.Expect(phone.Page.Locator("#buffer-text")).ToHaveTextAsync("x");
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Clear" }).TapAsync();
        await phone.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Clear" }).TapAsync();
        await phone.Page.GetByText("The buffer is empty").WaitForAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task A_lost_connection_is_said_and_text_is_not_lost()
    {
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        phone.ErrorsAreExpected = true;
        await phone.RegisterAsync(Device.NewName());
        await phone.Context.SetOfflineAsync(true);
        await phone.Page.Locator("#text").FillAsync("typed in a tunnel");
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Put text in" }).TapAsync();
        await phone.Page.GetByText("The server cannot be reached").WaitForAsync();
        await phone.Page.GetByText("Not connected.").WaitForAsync();
        await Assertions.Expect(phone.Page.Locator("#text")).ToHaveValueAsync("typed in a tunnel");
        await phone.Context.SetOfflineAsync(false);
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Put text in" }).TapAsync();
        await Assertions.Expect(phone.Page.Locator("#buffer-text")).ToHaveTextAsync("typed in a tunnel");
    }
}
