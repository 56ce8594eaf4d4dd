using CloudBuffer.Tests;

namespace CloudBuffer.BrowserTests;

/// <summary>The pages and scripts below a path of their host. They are opened by links only, as users do.</summary>
[Trait("Category", "Slow")]
public sealed class PublicPathTests(Browser browser)
{
    [Fact(Timeout = 180_000)]
    public async Task Signing_up_live_updates_uploads_and_deleting_work_below_a_path()
    {
        await using var app = await new AppProcess(("CloudBuffer__PublicUrl", "http://127.0.0.1/apps/box")).StartAsync();
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop, server: app.Address);
        laptop.ErrorsAreExpected = true; // without a connection
        await laptop.Page.GotoAsync("/apps/box");
        await laptop.PressAsync("main a[href$='/account/register']");
        var name = Device.NewName();
        await laptop.Page.Locator("#username").FillAsync(name);
        await laptop.Page.Locator("#password").FillAsync(Device.Password);
        await laptop.Page.Locator("#password_confirm").FillAsync(Device.Password);
        await laptop.PressAsync("main form[action$='/account/register'] button");
        await laptop.ExpectEmptyBoardAsync();
        Assert.EndsWith("/apps/box/", laptop.Page.Url);

        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone, server: app.Address);
        await phone.Page.GotoAsync("/apps/box/file/load");
        await phone.FillSignInFormAsync(name);
        await phone.Page.WaitForURLAsync("**/apps/box/file/load");
        await phone.Page.Locator("#files").SetInputFilesAsync(Payload.Text("a b.txt"));
        await phone.ExpectLinksAsync();
        await laptop.ExpectFileAsync("a b.txt");
        await laptop.SendTextAsync("hello");
        await laptop.ExpectTextAsync("hello");
        await phone.PressAsync(".link-card [data-delete]");
        await phone.ConfirmAsync();
        await phone.Page.WaitForURLAsync("**/apps/box/file/mine");
        await phone.ExpectNoFilesAsync();
        await phone.PressAsync("header a.brand");
        await phone.ExpectTextAsync("hello");

        await laptop.Page.EvaluateAsync("() => navigator.serviceWorker.ready.then(() => true)");
        await laptop.Page.ReloadAsync();
        await laptop.Context.SetOfflineAsync(true);
        await laptop.Page.GotoAsync("/apps/box/file/mine");
        await laptop.Page.GetByText("Can't reach CloudBuffer").WaitForAsync();
        await laptop.Context.SetOfflineAsync(false);
        await laptop.PressAsync("main a.button");
        await laptop.ExpectTextAsync("hello");
    }
}
