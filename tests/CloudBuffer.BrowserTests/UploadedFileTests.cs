using System.Security.Cryptography;
using Microsoft.Playwright;

namespace CloudBuffer.BrowserTests;

/// <summary>Files that change, disappear or are too large, and other files of the same name.</summary>
public sealed class UploadedFileTests(Browser browser)
{
    [Fact(Timeout = 180_000)]
    public async Task A_file_that_is_deleted_during_its_upload_fails_without_a_retry()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        laptop.ErrorsAreExpected = true;
        await laptop.RegisterAsync();
        await laptop.Page.GotoAsync("/file/load");
        var path = await UploadSteps.CreateFileAsync(browser, "deleted.bin", 1000);
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
        var path = await UploadSteps.CreateFileAsync(browser, "changed.bin", 1000);
        await laptop.Page.RouteAsync("**/file/upload/*", async route =>
        {
            var response = await route.FetchAsync();
            await UploadSteps.CreateFileAsync(browser, "changed.bin", 1000); // as large as before
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
        var path = await UploadSteps.CreateFileAsync(browser, name, 12_000_000);
        var date = File.GetLastWriteTimeUtc(path);
        bool isBlocked = true;
        await laptop.Page.RouteAsync("**/file/upload/*", route => isBlocked ? route.AbortAsync("connectionreset") : route.ContinueAsync());
        await laptop.Page.Locator("#files").SetInputFilesAsync(path);
        await UploadSteps.ExpectWaitingAsync(laptop);

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
}
