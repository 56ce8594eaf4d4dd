using CloudBuffer.Tests;
using Microsoft.Playwright;

namespace CloudBuffer.BrowserTests;

/// <summary>What users do with the items on the board.</summary>
public sealed class BoardTests(Browser browser)
{
    const string ExtendButton = "main form[action='/file/buffer/extend'] button";

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public async Task A_file_from_the_laptop_is_downloaded_on_the_phone_with_its_name_and_bytes()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        var name = await laptop.RegisterAsync();
        await laptop.Page.Locator("#file").SetInputFilesAsync(Payload.File("naïve plan.pdf", "application/pdf", [1, 2, 3]));
        await laptop.Page.Locator(".big-name", new() { HasText = "naïve plan.pdf" }).WaitForAsync();
        await phone.SignInAsync(name);
        var download = await phone.Page.RunAndWaitForDownloadAsync(() => phone.PressAsync("#buffer a[download]"));
        Assert.Equal("naïve plan.pdf", download.SuggestedFilename);
        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(await download.PathAsync(), Cancelled));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_copy_has_the_whole_text_although_the_board_shows_only_its_beginning()
    {
        using var clipboard = await browser.LockClipboardAsync();
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await laptop.RegisterAsync();
        await laptop.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        var text = new string('x', 100_000) + "end";
        await laptop.SendTextAsync(text);
        var copy = laptop.Page.Locator("#buffer [data-copy-from='/file/buffer']"); // which only a shortened text has
        await copy.WaitForAsync();
        Assert.DoesNotContain("end", await laptop.Page.Locator("#buffer-text").InnerTextAsync());
        var label = await copy.InnerTextAsync();
        await laptop.PressAsync(copy);
        await laptop.ExpectToastAsync("Copied");
        Assert.Equal(text, await ReadClipboardAsync());

        await laptop.Page.RouteAsync("**/file/buffer", route => route.FulfillAsync(new() { Status = 404, Body = """{"title":"Item not found"}""" }));
        await laptop.PressAsync(copy); // while it still says "Copied"
        await laptop.ExpectToastAsync("Item not found.");
        Assert.Equal(text, await ReadClipboardAsync()); // and not the error
        await Assertions.Expect(copy).ToHaveTextAsync(label);

        Task<string> ReadClipboardAsync() => laptop.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()");
    }

    [Fact(Timeout = 180_000)]
    public async Task The_item_is_deleted_only_after_a_confirmation()
    {
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await phone.RegisterAsync();
        await phone.SendTextAsync("x");
        await phone.PressAsync("main form[action='/clear'] button");
        await phone.CancelAsync();
        await phone.ExpectTextAsync("x");
        await phone.PressAsync("main form[action='/clear'] button");
        await phone.ConfirmAsync();
        await phone.ExpectEmptyBoardAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task The_item_is_kept_longer_without_a_reload_and_shared_by_a_link()
    {
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        var name = await phone.RegisterAsync();
        await phone.SendTextAsync("to be shared");
        await phone.ExpectTextAsync("to be shared");
        await phone.Page.Locator("#text").FillAsync("a draft");
        long before = ExpiresAt();
        await phone.PressAsync(ExtendButton);
        await Eventually.True("the item is kept longer", () => ExpiresAt() > before);
        await Assertions.Expect(phone.Page.Locator("#text")).ToHaveValueAsync("a draft"); // no reload
        await phone.PressAsync("main form[action='/share/buffer'] button");
        await phone.Page.Locator(".link-card .qr").WaitForAsync();
        await phone.Page.GotoAsync("/");
        await phone.ExpectTextAsync("to be shared");
        await Assertions.Expect(phone.Page.Locator("#files pre")).ToHaveTextAsync("to be shared");

        long ExpiresAt() => browser.App.Query($"select ExpiresAt from Buffers where OwnerId = (select Id from Users where UserName = '{name}')");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_file_in_the_list_shows_its_QR_code_on_request()
    {
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await phone.RegisterAsync();
        await phone.UploadAsync(Payload.Text("a.txt"));
        await phone.Page.GotoAsync("/");
        var code = phone.Page.Locator("#files [data-qr] img");
        await Assertions.Expect(code).ToBeHiddenAsync();
        await phone.PressAsync("#files [data-qr] summary");
        Assert.True(await code.EvaluateAsync<bool>("async image => { await image.decode(); return image.naturalWidth > 0; }"));
    }

    [Fact(Timeout = 180_000)]
    public async Task An_earlier_text_is_restored()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await laptop.RegisterAsync();
        foreach (var text in new[] { "first", "second" })
        {
            await laptop.SendTextAsync(text);
            await laptop.ExpectTextAsync(text);
        }
        await laptop.PressAsync("#earlier-texts summary");
        await laptop.PressAsync("main form[action='/file/buffer/history/back'] button");
        await laptop.ExpectTextAsync("first");
    }

    [Fact(Timeout = 180_000)]
    public async Task An_image_is_displayed_and_an_SVG_that_could_run_a_script_is_not()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await laptop.RegisterAsync();
        await laptop.Page.Locator("#file").SetInputFilesAsync(Payload.Image("pixel.png"));
        var image = laptop.Page.GetByRole(AriaRole.Img, new() { Name = "pixel.png" });
        await image.WaitForAsync();
        Assert.Equal(1, await image.EvaluateAsync<int>("async image => { await image.decode(); return image.naturalWidth; }"));
        await laptop.Page.Locator("#file").SetInputFilesAsync(
            Payload.File("evil.svg", "image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"u8.ToArray()));
        await laptop.Page.Locator(".big-name", new() { HasText = "evil.svg" }).WaitForAsync();
        await Assertions.Expect(laptop.Page.Locator(".buffer img")).ToHaveCountAsync(0);
        var response = await laptop.Context.APIRequest.GetAsync("/file/buffer?view");
        Assert.StartsWith("attachment", response.Headers["content-disposition"]);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_lost_connection_is_reported_and_the_text_is_kept()
    {
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        phone.ErrorsAreExpected = true;
        await phone.RegisterAsync();
        await phone.Context.SetOfflineAsync(true);
        await phone.SendTextAsync("typed in a tunnel");
        await Assertions.Expect(phone.Page.Locator("[data-composer-error]")).ToHaveTextAsync("Can't reach the server. Check your connection.");
        await Assertions.Expect(phone.Page.Locator("[data-offline=offline]")).ToBeVisibleAsync();
        await Assertions.Expect(phone.Page.Locator("#text")).ToHaveValueAsync("typed in a tunnel");
        await phone.Context.SetOfflineAsync(false);
        await phone.PressAsync("[data-send]");
        await phone.ExpectTextAsync("typed in a tunnel");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_file_is_deleted_from_the_list_only_after_a_confirmation()
    {
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await phone.RegisterAsync();
        await phone.UploadAsync(Payload.Text("a.txt"));
        await phone.Page.GotoAsync("/file/mine");
        await phone.PressAsync("[data-delete]");
        await phone.CancelAsync();
        await Assertions.Expect(phone.Page.Locator("[data-item]")).ToHaveCountAsync(1);
        await phone.PressAsync("[data-delete]");
        await phone.ConfirmAsync();
        await phone.ExpectNoFilesAsync();
        await phone.Page.ReloadAsync();
        await phone.ExpectNoFilesAsync();
    }
}
