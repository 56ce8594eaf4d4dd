using System.Security.Cryptography;
using CloudBuffer.Tests;
using Microsoft.Playwright;

namespace CloudBuffer.BrowserTests;

/// <summary>The list of uploads: interruptions and pauses.</summary>
public sealed class ResumableUploadTests(Browser browser)
{
    const int ChunkBytes = 64 << 20;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Trait("Category", "Slow")]
    [Fact(Timeout = 300_000)]
    public async Task An_upload_resumes_after_a_lost_connection_and_a_reload()
    {
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        phone.ErrorsAreExpected = true;
        await phone.RegisterAsync();
        await phone.Page.GotoAsync("/file/load");
        var path = await UploadSteps.CreateFileAsync(browser, "large.bin", 2 * ChunkBytes + 1_000_000);
        var interruption = await UploadInterruption.AfterFirstChunkAsync(phone.Page);
        await phone.Page.Locator("#files").SetInputFilesAsync(path);
        await UploadSteps.ExpectWaitingAsync(phone);
        phone.Page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        await phone.Page.ReloadAsync();
        Assert.Equal(ChunkBytes, browser.App.Query("select max(Offset) from Uploads where Result is null"));

        interruption.Restore();
        await phone.Page.Locator("#files").SetInputFilesAsync(path);
        await phone.ExpectLinksAsync(UploadSteps.ChunkTimeout);
        Assert.Equal(3, interruption.ChunksPassed); // the first one once, and the two that were missing
        using var http = new HttpClient();
        await using var original = File.OpenRead(path);
        await using var download = await http.GetStreamAsync(await phone.ShareLinkAsync(), Cancelled);
        Assert.Equal(await SHA256.HashDataAsync(original, Cancelled), await SHA256.HashDataAsync(download, Cancelled));
    }

    [Trait("Category", "Slow")]
    [Fact(Timeout = 300_000)]
    public async Task A_file_sent_to_the_board_resumes_after_a_lost_connection()
    {
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        phone.ErrorsAreExpected = true;
        await phone.RegisterAsync();
        var path = await UploadSteps.CreateFileAsync(browser, "clip.bin", ChunkBytes + 1_000_000);
        var interruption = await UploadInterruption.AfterFirstChunkAsync(phone.Page);
        await phone.Page.Locator("#file").SetInputFilesAsync(path);
        await UploadSteps.ExpectWaitingAsync(phone);
        interruption.Restore();
        await phone.Page.Locator(".big-name", new() { HasText = "clip.bin" }).WaitForAsync(new() { Timeout = UploadSteps.ChunkTimeout });
        Assert.Equal(2, interruption.ChunksPassed);
        var download = await phone.Page.RunAndWaitForDownloadAsync(() => phone.PressAsync("#buffer a[download]"));
        await using var original = File.OpenRead(path);
        await using var downloaded = File.OpenRead(await download.PathAsync());
        Assert.Equal(await SHA256.HashDataAsync(original, Cancelled), await SHA256.HashDataAsync(downloaded, Cancelled));
    }

    [Fact(Timeout = 180_000)]
    public async Task The_screen_is_kept_on_during_uploads_only()
    {
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await phone.Page.AddInitScriptAsync("""
            window.locks = { requested: 0, held: 0 };
            Object.defineProperty(navigator, "wakeLock", { value: { async request() {
                await new Promise(resolve => setTimeout(resolve, 200));
                locks.requested++;
                locks.held++;
                return { released: false, async release() { if (!this.released) locks.held--; this.released = true; } };
            } } });
            """);
        await phone.RegisterAsync();
        await phone.Page.Locator("#file").SetInputFilesAsync([.. Enumerable.Range(0, 3).Select(i => Payload.File($"{i}.bin", "", [1]))]);
        await Assertions.Expect(phone.Page.Locator("#files > li")).ToHaveCountAsync(3);
        await Eventually.Async("a lock was requested", async () => await phone.Page.EvaluateAsync<int>("locks.requested") > 0);
        await phone.Page.WaitForTimeoutAsync(500); // a request takes 200 ms; a lock that is granted late would be held now
        Assert.Equal(0, await phone.Page.EvaluateAsync<int>("locks.held"));
    }

    [Fact(Timeout = 180_000)]
    public async Task An_upload_is_paused_and_cancelled_and_the_file_can_be_sent_again()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        laptop.ErrorsAreExpected = true;
        await laptop.RegisterAsync();
        await laptop.Page.GotoAsync("/file/load");
        bool blocked = true;
        await laptop.Page.RouteAsync("**/file/upload/*", async route =>
        {
            if (!blocked || route.Request.Method != "PATCH")
                await route.ContinueAsync();
        });
        var file = Payload.File("a.bin", "application/octet-stream", new byte[1000]);
        await laptop.Page.Locator("#files").SetInputFilesAsync(file);
        await laptop.PressAsync("[data-pause]");
        await Assertions.Expect(laptop.Page.Locator("[data-upload-state=paused] [data-state]")).ToHaveTextAsync("Paused");
        await laptop.PressAsync("[data-cancel]");
        await Assertions.Expect(laptop.Page.Locator("[data-upload-items] li")).ToHaveCountAsync(0);
        blocked = false;
        await laptop.Page.Locator("#files").SetInputFilesAsync(file);
        await laptop.ExpectLinksAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_paused_upload_resumes()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        laptop.ErrorsAreExpected = true;
        await laptop.RegisterAsync();
        await laptop.Page.GotoAsync("/file/load");
        var blocked = true;
        await laptop.Page.RouteAsync("**/file/upload/*", async route =>
        {
            if (!blocked || route.Request.Method != "PATCH")
                await route.ContinueAsync();
        });
        await laptop.Page.Locator("#files").SetInputFilesAsync(Payload.Text("a.txt"));
        await laptop.PressAsync("[data-pause]");
        await Assertions.Expect(laptop.Page.Locator("[data-upload-state=paused] [data-pause]")).ToHaveTextAsync("Resume");
        blocked = false;
        await laptop.PressAsync("[data-pause]");
        await laptop.ExpectLinksAsync();
    }

    [Trait("Category", "Slow")]
    [Fact(Timeout = 180_000)]
    public async Task An_upload_that_expired_on_the_server_says_that_it_starts_over()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        laptop.ErrorsAreExpected = true;
        await laptop.RegisterAsync();
        await laptop.Page.GotoAsync("/file/load");
        var name = $"{Guid.NewGuid():N}.bin";
        var path = await UploadSteps.CreateFileAsync(browser, name, 1000);
        bool isBlocked = true; // the page before the reload must not notice
        await laptop.Page.RouteAsync("**/file/upload/*", route => isBlocked ? route.AbortAsync("connectionreset") : route.ContinueAsync());
        await laptop.Page.Locator("#files").SetInputFilesAsync(path);
        await UploadSteps.ExpectWaitingAsync(laptop);
        browser.App.Execute($"delete from Uploads where Name = '{name}'");
        await laptop.Page.RouteAsync("**/file/upload", _ => { }); // the second start never ends
        laptop.Page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        await laptop.Page.ReloadAsync();
        isBlocked = false;
        await laptop.Page.Locator("#files").SetInputFilesAsync(path);
        await Assertions.Expect(laptop.Page.Locator("[data-upload-state=running] [data-state]"))
            .ToHaveTextAsync("Started over: the upload had expired on the server");
    }
}
