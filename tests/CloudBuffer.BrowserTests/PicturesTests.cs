using CloudBuffer.Tests;
using Microsoft.Playwright;

namespace CloudBuffer.BrowserTests;

/// <summary>The pictures in the README, taken from the running program. docs/draw.sh sets UPDATE_PICTURES=1 to replace the files.</summary>
public sealed class PicturesTests(Browser browser)
{
    [Trait("Category", "Slow")]
    [Fact(Timeout = 180_000)]
    public async Task The_board_is_pictured_on_a_laptop_and_on_a_phone()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone, ColorScheme.Dark);
        await phone.SignInAsync(await laptop.RegisterAsync());
        await laptop.Page.Locator("#file").SetInputFilesAsync(
            [Payload.File("holiday.jpg", "image/jpeg", await PhotoAsync(laptop)), Payload.File("tickets.pdf", "application/pdf", new byte[420_000])]);
        await Assertions.Expect(phone.Page.Locator("#files > li")).ToHaveCountAsync(2);
        await laptop.SendTextAsync("The address for tonight: https://example.org/map\nRing twice.");
        await Assertions.Expect(phone.Page.Locator("#buffer-text")).ToContainTextAsync("Ring twice.");
        await DrawAsync("board.png", laptop, await CaptureAsync(laptop), await CaptureAsync(phone));
    }

    [Trait("Category", "Slow")]
    [Fact(Timeout = 180_000)]
    public async Task Connecting_a_phone_and_the_code_of_a_receive_link_are_pictured()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await laptop.RegisterAsync();
        await laptop.Page.GotoAsync("/device/add");
        await phone.Page.GotoAsync(await Camera.ScanPairingCodeAsync(laptop));
        await laptop.Page.Locator("[data-answer=allow]").WaitForAsync();
        var (question, number) = (await CaptureAsync(laptop), await CaptureAsync(phone));
        await laptop.Page.GotoAsync("/guest");
        await laptop.PressAsync("main form[action='/guest/open'] button");
        await laptop.Page.Locator("#guest-link").WaitForAsync();
        await DrawAsync("scanning.png", laptop, question, number, await CaptureAsync(laptop));
    }

    /// <summary>A screenshot without a focus ring and toast.</summary>
    static async Task<byte[]> CaptureAsync(Device device)
    {
        await device.Page.EvaluateAsync("document.activeElement.blur(); document.querySelector('[data-toast]').hidden = true");
        var picture = await device.Page.ScreenshotAsync();
        Assert.True(picture.Length > 10_000, "The screenshot is empty");
        return picture;
    }

    /// <summary>Hills and a sun.</summary>
    static async Task<byte[]> PhotoAsync(Device device) => Convert.FromBase64String(await device.Page.EvaluateAsync<string>("""
        () => {
            const canvas = Object.assign(document.createElement("canvas"), { width: 800, height: 600 });
            const paint = canvas.getContext("2d");
            for (const [color, draw] of [
                ["#8ec5ff", () => paint.rect(0, 0, 800, 600)], ["#ffd76a", () => paint.arc(590, 170, 80, 0, 7)],
                ["#4f8f5a", () => paint.ellipse(200, 620, 420, 260, 0, 0, 7)], ["#2f6d4a", () => paint.ellipse(680, 640, 420, 240, 0, 0, 7)],
            ]) {
                paint.fillStyle = color;
                paint.beginPath();
                draw();
                paint.fill();
            }
            return canvas.toDataURL("image/jpeg").split(",")[1];
        }
        """));

    static async Task DrawAsync(string name, Device device, params byte[][] pictures)
    {
        if (Environment.GetEnvironmentVariable("UPDATE_PICTURES") != "1")
            return;
        var page = await device.Context.NewPageAsync();
        await page.SetViewportSizeAsync(2400, 640);
        await page.SetContentAsync($$"""
            <style>
                * { margin: 0; box-sizing: border-box }
                body { display: inline-flex; gap: 28px; padding: 28px; background: #dfe5ee }
                img { height: 560px; border-radius: 14px; box-shadow: 0 6px 24px #0003 }
            </style>
            {{string.Concat(pictures.Select(picture => $"<img src='data:image/png;base64,{Convert.ToBase64String(picture)}'>"))}}
            """);
        await page.Locator("body").ScreenshotAsync(new() { Path = Path.Combine(AppProcess.Repository, "docs", name) });
    }
}
