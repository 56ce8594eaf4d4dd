using System.Text.RegularExpressions;

namespace CloudBuffer.BrowserTests;

/// <summary>The site as an installed app: manifest, service worker and the share sheet of the phone.</summary>
public sealed class InstalledAppTests(Browser browser)
{
    [Fact(Timeout = 180_000)]
    public async Task The_manifest_names_icons_that_exist_and_the_share_target()
    {
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        var manifest = (await (await phone.Context.APIRequest.GetAsync("/app.webmanifest")).JsonAsync())!.Value;
        Assert.Equal("share", manifest.GetProperty("share_target").GetProperty("action").GetString());
        foreach (var icon in manifest.GetProperty("icons").EnumerateArray())
            Assert.True((await phone.Context.APIRequest.GetAsync(icon.GetProperty("src").GetString()!)).Ok);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_page_without_a_connection_is_replaced_by_the_offline_page_until_the_connection_returns()
    {
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        phone.ErrorsAreExpected = true;
        await phone.RegisterAsync();
        await phone.Page.EvaluateAsync("() => navigator.serviceWorker.ready.then(() => true)");
        await phone.Page.ReloadAsync();
        await phone.Context.SetOfflineAsync(true);
        await phone.Page.GotoAsync("/file/mine");
        await phone.Page.GetByText("Can't reach CloudBuffer").WaitForAsync();
        await phone.Context.SetOfflineAsync(false);
        await phone.PressAsync("main a.button");
        await phone.ExpectEmptyBoardAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task The_service_worker_handles_pages_and_no_transfers()
    {
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        var worker = await (await phone.Context.APIRequest.GetAsync("/sw.js")).TextAsync();
        var pages = new Regex(Regex.Match(worker, "pages = /(.*)/;").Groups[1].Value.Replace("\\/", "/"));
        Assert.All(["", "file/load", "device/add"], path => Assert.Matches(pages, path));
        Assert.All(["f/abc", "file/get", "file/buffer", "file/upload/1", "live", "share"], path => Assert.DoesNotMatch(pages, path));
    }

    [Fact(Timeout = 180_000)]
    public async Task Photos_from_the_share_sheet_of_the_phone_appear_on_the_laptop_and_a_download_is_counted()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await phone.SignInAsync(await laptop.RegisterAsync());
        await ShareAsync(phone, "photo 1.jpg", "photo 2.jpg", "photo 3.jpg");
        foreach (var photo in new[] { "photo 1.jpg", "photo 2.jpg", "photo 3.jpg" })
        {
            await laptop.ExpectFileAsync(photo);
            await phone.ExpectFileAsync(photo);
        }
        await laptop.Page.RunAndWaitForDownloadAsync(() => laptop.PressAsync(laptop.Page.Locator("#files a[href^='/f/']").First));
        await phone.Page.GetByText(new Regex("Downloaded once|\\b1 download\\b")).WaitForAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_user_who_was_signed_out_when_sharing_is_asked_to_share_again()
    {
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        var name = await phone.RegisterAsync();
        await phone.Context.ClearCookiesAsync();
        await phone.Page.GotoAsync("/share");
        await phone.FillSignInFormAsync(name);
        await phone.Page.GetByText("share it again").First.WaitForAsync();
    }

    /// <summary>Posts as the system does: from no site, with a navigation that ends on the board.</summary>
    static async Task ShareAsync(Device phone, params string[] names) => await phone.Page.EvaluateAsync("""
        names => {
            const form = Object.assign(document.createElement("form"), { method: "post", action: "/share", enctype: "multipart/form-data" });
            const input = Object.assign(document.createElement("input"), { type: "file", name: "file", multiple: true });
            const data = new DataTransfer();
            for (const name of names) data.items.add(new File([name], name, { type: "image/jpeg" }));
            input.files = data.files;
            form.append(input);
            document.body.append(form);
            form.submit();
        }
        """, names);
}
