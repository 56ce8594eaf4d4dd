using CloudBuffer.Tests;
using Microsoft.Playwright;

namespace CloudBuffer.BrowserTests;

/// <summary>The picture in the README, drawn from the running program: with UPDATE_PICTURES=1 it is written anew.</summary>
public sealed class PicturesTests(Browser browser)
{
    static string Picture => Path.Combine(AppProcess.Repository, "docs", "pages.png");

    [Fact(Timeout = 180_000)]
    public async Task The_picture_of_the_README_can_be_drawn_anew()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone, ColorScheme.Dark);
        var name = Device.NewName();
        await laptop.RegisterAsync(name);
        await phone.SignInAsync(name);
        await phone.UploadAsync(new FilePayload { Name = "holiday.mp4", MimeType = "video/mp4", Buffer = new byte[4_200_000] });
        await laptop.Page.GotoAsync("/");
        await laptop.Page.Locator("#text").FillAsync("The address for tonight: https://example.org/map\nRing twice.");
        await laptop.Page.Keyboard.PressAsync("Enter");
        await laptop.Page.Locator("#buffer-text").WaitForAsync();
        await laptop.Page.EvaluateAsync("document.activeElement.blur(); document.querySelector('[data-toast]').hidden = true");
        var board = await laptop.Page.ScreenshotAsync();

        var link = await phone.Page.ScreenshotAsync();
        Assert.All([board, link], picture => Assert.True(picture.Length > 10_000, "There is nothing on it"));

        if (Environment.GetEnvironmentVariable("UPDATE_PICTURES") != "1")
            return;
        var page = await laptop.Context.NewPageAsync();
        await page.SetViewportSizeAsync(1520, 754);
        await page.SetContentAsync($"""
            <style>* {"{ margin: 0; box-sizing: border-box }"} body {"{ display: flex; gap: 32px; padding: 32px; background: #dfe5ee; align-items: center }"} img {"{ border-radius: 14px; box-shadow: 0 6px 24px #0003 }"}</style>
            <img height="690" src="data:image/png;base64,{Convert.ToBase64String(board)}"><img height="690" src="data:image/png;base64,{Convert.ToBase64String(link)}">
            """);
        await page.ScreenshotAsync(new() { Path = Picture });
    }
}
