using System.Security.Cryptography;
using CloudBuffer.Tests;
using Microsoft.Playwright;

namespace CloudBuffer.BrowserTests;

/// <summary>From the picked file to the phone that scans its code.</summary>
public sealed class SendingTests(Browser browser)
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory(Timeout = 120_000)]
    [InlineData(DeviceKind.Laptop)]
    [InlineData(DeviceKind.Phone)]
    public async Task The_QR_code_on_the_screen_leads_to_the_same_bytes_without_a_sign_in(DeviceKind kind)
    {
        await using var device = await browser.NewDeviceAsync(kind);
        await device.RegisterAsync(Device.NewName());
        var bytes = RandomNumberGenerator.GetBytes(300_000);
        await device.UploadAsync(new FilePayload { Name = "photo.jpg", MimeType = "image/jpeg", Buffer = bytes });
        var screenshot = Path.Combine(browser.App.Folder, $"{Guid.NewGuid()}.png");
        await device.Page.ScreenshotAsync(new() { Path = screenshot });

        var link = await Camera.ScanAsync(screenshot);
        Assert.Equal(await device.Page.GetByLabel("Link to photo.jpg", new() { Exact = true }).InputValueAsync(), link);
        Assert.DoesNotContain("127.0.0.1", link);
        using var phone = new HttpClient();
        // The address of this machine on its network, at which the test program does not listen.
        var reachable = new UriBuilder(link) { Host = browser.App.Address.Host };
        using var answer = await phone.GetAsync(reachable.Uri, Cancelled);
        Assert.Equal("photo.jpg", answer.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.Equal(bytes, await answer.Content.ReadAsByteArrayAsync(Cancelled));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_phone_opens_the_address_that_the_code_has()
    {
        // Listening everywhere, as by default, the link works as it stands.
        await using var app = await new AppProcess(("Urls", "http://*:0")).StartAsync();
        using var http = new HttpClient { BaseAddress = new UriBuilder(app.Address) { Host = "127.0.0.1" }.Uri };
        await http.PostAsync("/account/register", new FormUrlEncodedContent(
            [new("username", "ann"), new("email", "ann@example.org"), new("password", Device.Password), new("password_confirm", Device.Password)]), Cancelled);
        using var upload = new HttpRequestMessage(HttpMethod.Put, "/file/load/a") { Content = new StringContent("hello") };
        upload.Headers.Add("Accept", "text/plain");
        using var answer = await http.SendAsync(upload, Cancelled);
        using var phone = new HttpClient();
        Assert.Equal("hello", await phone.GetStringAsync((await answer.Content.ReadAsStringAsync(Cancelled)).Trim(), Cancelled));
    }

    [Fact(Timeout = 120_000)]
    public async Task Several_files_are_dropped_and_each_gets_its_link()
    {
        await using var device = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await device.RegisterAsync(Device.NewName());
        await device.Page.GotoAsync("/file/load");
        await device.Page.EvaluateAsync("""
            () => {
                const data = new DataTransfer();
                for (const name of ["one.txt", "two.txt", "three.txt"]) data.items.add(new File([name], name, { type: "text/plain" }));
                for (const kind of ["dragenter", "dragover", "drop"]) document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
            }
            """);
        await device.Page.GetByText("Here are 3 links").WaitForAsync();
        Assert.Equal(["one.txt", "two.txt", "three.txt"], await device.Page.Locator(".link-card h2").AllTextContentsAsync());
        Assert.Equal(3, await device.Page.Locator("svg.qr").CountAsync());
    }

    [Fact(Timeout = 120_000)]
    public async Task An_upload_goes_on_after_the_line_was_cut_and_after_a_reload()
    {
        await using var device = await browser.NewDeviceAsync(DeviceKind.Phone);
        device.ErrorsAreExpected = true;
        await device.RegisterAsync(Device.NewName());
        await device.Page.GotoAsync("/file/load");
        var path = Path.Combine(browser.App.Folder, "large.bin");
        await File.WriteAllBytesAsync(path, RandomNumberGenerator.GetBytes(150_000_000), Cancelled);
        int patches = 0;
        await device.Page.RouteAsync("**/file/upload/*", async route =>
        {
            // The first chunk passes, the second is cut.
            if (route.Request.Method == "PATCH" && ++patches == 2)
                await route.AbortAsync("connectionreset");
            else
                await route.ContinueAsync();
        });
        await device.Page.Locator("#files").SetInputFilesAsync(path);
        await device.Page.GetByText("No connection.").WaitForAsync();
        device.Page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        await device.Page.ReloadAsync();
        Assert.Equal(64 << 20, browser.App.Query("select max(Offset) from Uploads where Result is null"));
        int before = patches;
        await device.Page.Locator("#files").SetInputFilesAsync(path);
        await device.Page.GetByText("Here is the link").WaitForAsync();
        Assert.Equal(2, patches - before); // the two chunks that were missing
        using var phone = new HttpClient();
        var link = new UriBuilder(await device.Page.GetByLabel("Link to large.bin", new() { Exact = true }).InputValueAsync()) { Host = browser.App.Address.Host };
        Assert.Equal(await SHA256.HashDataAsync(File.OpenRead(path), Cancelled), await SHA256.HashDataAsync(await phone.GetStreamAsync(link.Uri, Cancelled), Cancelled));
    }

    [Fact(Timeout = 120_000)]
    public async Task The_screen_stays_on_while_files_are_sent_and_no_longer()
    {
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await phone.Page.AddInitScriptAsync("""
            window.locks = { made: 0, held: 0 };
            Object.defineProperty(navigator, "wakeLock", { value: { async request() {
                await new Promise(done => setTimeout(done, 200));
                locks.made++;
                locks.held++;
                return { released: false, async release() { if (!this.released) locks.held--; this.released = true; } };
            } } });
            """);
        await phone.RegisterAsync(Device.NewName());
        await phone.Page.Locator("#file").SetInputFilesAsync([.. Enumerable.Range(0, 3).Select(i => new FilePayload { Name = $"{i}.bin", MimeType = "", Buffer = [1] })]);
        await Assertions.Expect(phone.Page.Locator("#files > li")).ToHaveCountAsync(3);
        await Eventually.Async("it was kept on", async () => await phone.Page.EvaluateAsync<int>("locks.made") > 0);
        await phone.Page.WaitForTimeoutAsync(500); // for one that is asked for late
        Assert.Equal(0, await phone.Page.EvaluateAsync<int>("locks.held"));
    }

    [Fact(Timeout = 120_000)]
    public async Task An_upload_can_be_paused_gone_on_with_and_cancelled()
    {
        await using var device = await browser.NewDeviceAsync(DeviceKind.Laptop);
        device.ErrorsAreExpected = true;
        await device.RegisterAsync(Device.NewName());
        await device.Page.GotoAsync("/file/load");
        bool hold = true;
        await device.Page.RouteAsync("**/file/upload/*", async route =>
        {
            if (!hold || route.Request.Method != "PATCH")
                await route.ContinueAsync();
        });
        var file = new FilePayload { Name = "a.bin", MimeType = "application/octet-stream", Buffer = new byte[1000] };
        await device.Page.Locator("#files").SetInputFilesAsync(file);
        await device.Page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await device.Page.GetByText("Paused").WaitForAsync();
        await device.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Assertions.Expect(device.Page.Locator("[data-upload-items] li")).ToHaveCountAsync(0);
        hold = false;
        await device.Page.Locator("#files").SetInputFilesAsync(file);
        await device.Page.GetByText("Here is the link").WaitForAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task A_file_that_goes_while_it_is_sent_is_said_to_be_gone_and_is_not_waited_for()
    {
        await using var device = await browser.NewDeviceAsync(DeviceKind.Laptop);
        device.ErrorsAreExpected = true;
        await device.RegisterAsync(Device.NewName());
        await device.Page.GotoAsync("/file/load");
        var path = Path.Combine(browser.App.Folder, "soon gone.bin");
        await File.WriteAllBytesAsync(path, new byte[1000], Cancelled);
        await device.Page.RouteAsync("**/file/upload/*", async route =>
        {
            File.Delete(path);
            await route.ContinueAsync();
        });
        await device.Page.Locator("#files").SetInputFilesAsync(path);
        await device.Page.GetByText("The file cannot be read.").WaitForAsync();
        await device.Page.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Assertions.Expect(device.Page.Locator("[data-upload-items] li")).ToHaveCountAsync(0);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_file_that_is_too_large_is_refused_in_words_before_it_is_sent()
    {
        await using var device = await browser.NewDeviceAsync(DeviceKind.Phone, serviceWorkers: false);
        await device.RegisterAsync(Device.NewName());
        // As a server with a small limit would say it. (What a service worker fetches, the test cannot change.)
        await device.Page.RouteAsync("**/file/load", async route =>
        {
            var answer = await route.FetchAsync();
            await route.FulfillAsync(new() { Response = answer, Body = (await answer.TextAsync()).Replace("data-max-file-size=\"10737418240\"", "data-max-file-size=\"100\"") });
        });
        await device.Page.GotoAsync("/file/load");
        await device.Page.Locator("#files").SetInputFilesAsync(new FilePayload { Name = "big", MimeType = "text/plain", Buffer = new byte[101] });
        await device.Page.GetByText("It is larger than 100 bytes").WaitForAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task A_file_is_deleted_from_my_files_after_a_question()
    {
        await using var device = await browser.NewDeviceAsync(DeviceKind.Phone);
        await device.RegisterAsync(Device.NewName());
        await device.UploadAsync(new FilePayload { Name = "a.txt", MimeType = "text/plain", Buffer = [1] });
        await device.Page.GotoAsync("/file/mine");
        await device.Page.GetByRole(AriaRole.Link, new() { Name = "Delete" }).ClickAsync();
        await device.Page.GetByRole(AriaRole.Button, new() { Name = "Keep it", Exact = true }).ClickAsync();
        await Assertions.Expect(device.Page.Locator("[data-item]")).ToHaveCountAsync(1);
        await device.Page.GetByRole(AriaRole.Link, new() { Name = "Delete" }).ClickAsync();
        await device.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await device.Page.GetByText("No files here").WaitForAsync();
        await device.Page.ReloadAsync();
        await device.Page.GetByText("No files here").WaitForAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Without_scripts_forms_and_links_do_it_all()
    {
        await using var device = await browser.NewDeviceAsync(DeviceKind.Laptop, scripts: false);
        await device.RegisterAsync(Device.NewName());
        await device.Page.Locator("#text").FillAsync("typed without scripts");
        await device.Page.GetByRole(AriaRole.Button, new() { Name = "Put text in" }).ClickAsync();
        await Assertions.Expect(device.Page.Locator("#buffer-text")).ToHaveTextAsync("typed without scripts");
        await device.Page.GetByRole(AriaRole.Button, new() { Name = "Clear" }).ClickAsync();
        await device.Page.GetByText("The buffer is empty").WaitForAsync();
        await device.Page.GotoAsync("/file/load");
        await device.Page.Locator("#files").SetInputFilesAsync(new FilePayload { Name = "a.txt", MimeType = "text/plain", Buffer = [1, 2, 3] });
        await device.Page.GetByRole(AriaRole.Button, new() { Name = "Upload" }).ClickAsync();
        await device.Page.GetByText("Here is the link").WaitForAsync();
        await device.Page.GetByRole(AriaRole.Link, new() { Name = "Delete" }).ClickAsync();
        await device.Page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await device.Page.GetByText("No files here").WaitForAsync();

        // The board's other forms: earlier texts, keep longer, hand on, receive, devices.
        await device.Page.GotoAsync("/");
        foreach (var text in new[] { "first", "second" })
        {
            await device.Page.Locator("#text").FillAsync(text);
            await device.Page.GetByRole(AriaRole.Button, new() { Name = "Put text in" }).ClickAsync();
        }
        await device.Page.GetByText("Earlier texts (1)").ClickAsync();
        await device.Page.GetByRole(AriaRole.Button, new() { Name = "Bring back" }).ClickAsync();
        await Assertions.Expect(device.Page.Locator("#buffer-text")).ToHaveTextAsync("first");
        await device.Page.GetByRole(AriaRole.Button, new() { Name = "+2 h" }).ClickAsync();
        await Assertions.Expect(device.Page.Locator("#buffer-text")).ToHaveTextAsync("first");
        await device.Page.GetByRole(AriaRole.Button, new() { Name = "Link and QR code" }).ClickAsync();
        await device.Page.GetByText("Here is the link").WaitForAsync();
        await device.Page.GetByRole(AriaRole.Link, new() { Name = "Receive" }).ClickAsync();
        await device.Page.GetByRole(AriaRole.Button, new() { Name = "Show a code" }).ClickAsync();
        var guestLink = new Uri(await device.Page.GetByLabel("Link for the guest").InputValueAsync());

        await using var guest = await browser.NewDeviceAsync(DeviceKind.Phone, scripts: false);
        await guest.Page.GotoAsync(guestLink.PathAndQuery);
        await guest.Page.Locator("#guest-text").FillAsync("from a guest without scripts");
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await guest.Page.GetByText("Sent to").WaitForAsync();
        await device.Page.GotoAsync("/");
        await device.Page.GetByText("from a guest without scripts").WaitForAsync();

        await device.Page.GotoAsync("/device");
        await device.Page.GetByText("Rename").ClickAsync();
        await device.Page.GetByLabel("Name of this device").FillAsync("My old laptop");
        await device.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await device.Page.GetByRole(AriaRole.Heading, new() { Name = "My old laptop" }).WaitForAsync();
    }
}
