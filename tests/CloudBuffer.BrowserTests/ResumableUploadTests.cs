using System.Security.Cryptography;
using CloudBuffer.Tests;
using Microsoft.Playwright;

namespace CloudBuffer.BrowserTests;

/// <summary>The list of uploads: interruptions, pauses, files that cannot be sent.</summary>
public sealed class ResumableUploadTests(Browser browser)
{
    const int ChunkBytes = 64 << 20;

    // Playwright copies the body of an intercepted request, which takes many seconds for a chunk on a loaded machine.
    const float ChunkTimeout = 90_000;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Trait("Category", "Slow")]
    [Fact(Timeout = 300_000)]
    public async Task An_upload_resumes_after_a_lost_connection_and_a_reload()
    {
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        phone.ErrorsAreExpected = true;
        await phone.RegisterAsync();
        await phone.Page.GotoAsync("/file/load");
        var path = await CreateFileAsync("large.bin", 2 * ChunkBytes + 1_000_000);
        var interruption = await UploadInterruption.AfterFirstChunkAsync(phone.Page);
        await phone.Page.Locator("#files").SetInputFilesAsync(path);
        await ExpectWaitingAsync(phone);
        phone.Page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        await phone.Page.ReloadAsync();
        Assert.Equal(ChunkBytes, browser.App.Query("select max(Offset) from Uploads where Result is null"));

        interruption.Restore();
        await phone.Page.Locator("#files").SetInputFilesAsync(path);
        await phone.ExpectLinksAsync(ChunkTimeout);
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
        var path = await CreateFileAsync("clip.bin", ChunkBytes + 1_000_000);
        var interruption = await UploadInterruption.AfterFirstChunkAsync(phone.Page);
        await phone.Page.Locator("#file").SetInputFilesAsync(path);
        await ExpectWaitingAsync(phone);
        interruption.Restore();
        await phone.Page.Locator(".big-name", new() { HasText = "clip.bin" }).WaitForAsync(new() { Timeout = ChunkTimeout });
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

    [Fact(Timeout = 180_000)]
    public async Task A_file_that_is_deleted_during_its_upload_fails_without_a_retry()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        laptop.ErrorsAreExpected = true;
        await laptop.RegisterAsync();
        await laptop.Page.GotoAsync("/file/load");
        var path = await CreateFileAsync("deleted.bin", 1000);
        await laptop.Page.RouteAsync("**/file/upload/*", async route =>
        {
            File.Delete(path);
            await route.ContinueAsync();
        });
        await laptop.Page.Locator("#files").SetInputFilesAsync(path);
        await Assertions.Expect(laptop.Page.Locator("[data-upload-state=failed] [data-state]")).ToHaveTextAsync("This file can't be read. Choose it again.");
        await laptop.PressAsync("[data-cancel]");
        await Assertions.Expect(laptop.Page.Locator("[data-upload-items] li")).ToHaveCountAsync(0);
    }

    [Trait("Category", "Slow")]
    [Fact(Timeout = 180_000)]
    public async Task A_file_that_is_changed_while_it_is_sent_is_reported()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        laptop.ErrorsAreExpected = true;
        await laptop.RegisterAsync();
        await laptop.Page.GotoAsync("/file/load");
        var path = await CreateFileAsync("changed.bin", 1000);
        await laptop.Page.RouteAsync("**/file/upload/*", async route =>
        {
            var response = await route.FetchAsync();
            await CreateFileAsync("changed.bin", 1000); // as large as before
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(1));
            await route.FulfillAsync(new() { Response = response });
        });
        await laptop.Page.Locator("#files").SetInputFilesAsync(path);
        await Assertions.Expect(laptop.Page.Locator("[data-upload-state=failed] [data-state]"))
            .ToHaveTextAsync("This file was changed while it was sent. Send it again.");
    }

    [Trait("Category", "Slow")]
    [Theory(Timeout = 180_000)]
    [InlineData(6_000_000, 100_000, false)]
    [InlineData(11_900_000, 100_000, false)]
    [InlineData(1_500_000, 120_000, false)]
    [InlineData(0, 0, true)]
    public async Task An_interrupted_upload_is_resumed_only_with_the_same_file(int offset, int changedBytes, bool isResumed)
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        laptop.ErrorsAreExpected = true;
        await laptop.RegisterAsync();
        await laptop.Page.GotoAsync("/file/load");
        var name = $"{Guid.NewGuid():N}.img";
        var path = await CreateFileAsync(name, 12_000_000);
        var date = File.GetLastWriteTimeUtc(path);
        bool isBlocked = true;
        await laptop.Page.RouteAsync("**/file/upload/*", route => isBlocked ? route.AbortAsync("connectionreset") : route.ContinueAsync());
        await laptop.Page.Locator("#files").SetInputFilesAsync(path);
        await ExpectWaitingAsync(laptop);

        await using (var file = new FileStream(path, FileMode.Open))
        {
            file.Position = offset;
            file.Write(RandomNumberGenerator.GetBytes(changedBytes));
        }
        File.SetLastWriteTimeUtc(path, date);
        isBlocked = false;
        laptop.Page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        await laptop.Page.ReloadAsync();
        await laptop.Page.Locator("#files").SetInputFilesAsync(path);
        await laptop.ExpectLinksAsync();
        Assert.Equal(isResumed ? 1 : 2, browser.App.Query($"select count(*) from Uploads where Name = '{name}'"));
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
        var path = await CreateFileAsync(name, 1000);
        bool isBlocked = true; // the page before the reload must not notice
        await laptop.Page.RouteAsync("**/file/upload/*", route => isBlocked ? route.AbortAsync("connectionreset") : route.ContinueAsync());
        await laptop.Page.Locator("#files").SetInputFilesAsync(path);
        await ExpectWaitingAsync(laptop);
        browser.App.Execute($"delete from Uploads where Name = '{name}'");
        await laptop.Page.RouteAsync("**/file/upload", _ => { }); // the second start never ends
        laptop.Page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        await laptop.Page.ReloadAsync();
        isBlocked = false;
        await laptop.Page.Locator("#files").SetInputFilesAsync(path);
        await Assertions.Expect(laptop.Page.Locator("[data-upload-state=running] [data-state]"))
            .ToHaveTextAsync("Started over: the upload had expired on the server");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_file_larger_than_the_limit_is_refused_before_it_is_sent()
    {
        // Routes do not see what a service worker fetches.
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone, serviceWorkers: false);
        await phone.RegisterAsync();
        // The page of a server with a limit of 100 bytes.
        await phone.Page.RouteAsync("**/file/load", async route =>
        {
            var response = await route.FetchAsync();
            var page = (await response.TextAsync()).Replace("data-max-file-size=\"10737418240\"", "data-max-file-size=\"100\"");
            await route.FulfillAsync(new() { Response = response, Body = page });
        });
        await phone.Page.GotoAsync("/file/load");
        await phone.Page.Locator("#files").SetInputFilesAsync(Payload.File("big", "text/plain", new byte[101]));
        await Assertions.Expect(phone.Page.Locator("[data-upload-state=failed] [data-state]")).ToHaveTextAsync("Too large. The limit is 100 bytes.");
        await Assertions.Expect(phone.Page.Locator("[data-retry]")).ToBeHiddenAsync();
    }

    /// <summary>The state lasts until the connection is restored: retries fail, and the server's answer about the offset does not replace it.</summary>
    static Task ExpectWaitingAsync(Device device) =>
        Assertions.Expect(device.Page.Locator("[data-upload-state=waiting] [data-state]"))
            .ToHaveTextAsync("Waiting for connection…", new() { Timeout = ChunkTimeout });

    async Task<string> CreateFileAsync(string name, int bytes)
    {
        var path = Path.Combine(browser.App.Folder, name);
        await File.WriteAllBytesAsync(path, RandomNumberGenerator.GetBytes(bytes), Cancelled);
        return path;
    }
}
