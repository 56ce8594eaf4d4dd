namespace CloudBuffer.BrowserTests;

/// <summary>Without JavaScript, forms and links do everything.</summary>
[Trait("Category", "Slow")]
public sealed class NoScriptTests(Browser browser)
{
    [Fact(Timeout = 180_000)]
    public async Task Text_is_sent_and_deleted_without_scripts()
    {
        await using var laptop = await RegisteredAsync();
        await laptop.SendTextAsync("sent without scripts");
        await laptop.ExpectTextAsync("sent without scripts");
        await laptop.PressAsync("main form[action='/clear'] button");
        await laptop.ExpectEmptyBoardAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_file_is_shared_and_deleted_without_scripts()
    {
        await using var laptop = await RegisteredAsync();
        await laptop.Page.GotoAsync("/file/load");
        await laptop.Page.Locator("#files").SetInputFilesAsync(Payload.Text("a.txt"));
        await laptop.PressAsync("form[data-upload] button");
        await laptop.Page.Locator(".link-card").WaitForAsync(); // the response of the form itself
        await laptop.PressAsync("[data-delete]");
        await laptop.PressAsync("main form[action='/file/delete'] button");
        await laptop.ExpectNoFilesAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task An_earlier_text_is_restored_kept_longer_and_shared_without_scripts()
    {
        await using var laptop = await RegisteredAsync();
        foreach (var text in new[] { "first", "second" })
        {
            await laptop.SendTextAsync(text);
            await laptop.ExpectTextAsync(text);
        }
        await laptop.PressAsync("#earlier-texts summary");
        await laptop.PressAsync("main form[action='/file/buffer/history/back'] button");
        await laptop.ExpectTextAsync("first");
        await laptop.PressAsync("main form[action='/file/buffer/extend'] button");
        await laptop.ExpectTextAsync("first");
        await laptop.PressAsync("main form[action='/share/buffer'] button");
        await laptop.ExpectLinksAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_guest_sends_text_without_scripts()
    {
        await using var laptop = await RegisteredAsync();
        await laptop.PressAsync("header a[href='/guest']");
        await laptop.PressAsync("main form[action='/guest/open'] button");
        var link = new Uri(await laptop.Page.Locator("#guest-link").InputValueAsync());
        await using var guest = await browser.NewDeviceAsync(DeviceKind.Phone, scripts: false);
        await guest.Page.GotoAsync(link.PathAndQuery);
        await guest.Page.Locator("#guest-text").FillAsync("from a guest without scripts");
        await guest.PressAsync("form[data-receive] button");
        await guest.Page.Locator("section .note[role=status]").WaitForAsync();
        await laptop.Page.GotoAsync("/");
        await laptop.Page.GetByText("from a guest without scripts").WaitForAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_device_is_renamed_without_scripts()
    {
        await using var laptop = await RegisteredAsync();
        await laptop.Page.GotoAsync("/device");
        await laptop.PressAsync("#devices summary");
        await laptop.Page.Locator("#devices input[name=name]").FillAsync("My old laptop");
        await laptop.PressAsync("main form[action='/device/name'] button");
        await laptop.Page.Locator("#devices h2", new() { HasText = "My old laptop" }).WaitForAsync();
    }

    async Task<Device> RegisteredAsync()
    {
        var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop, scripts: false);
        await laptop.RegisterAsync();
        return laptop;
    }
}
