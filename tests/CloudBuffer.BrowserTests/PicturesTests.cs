using CloudBuffer.Tests;
using Microsoft.Playwright;

namespace CloudBuffer.BrowserTests;

/// <summary>The pictures in the README, drawn from the running program: with UPDATE_PICTURES=1 they are written anew.</summary>
public sealed class PicturesTests(Browser browser)
{
    [Fact(Timeout = 180_000)]
    public async Task The_board_on_a_laptop_and_on_a_phone()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone, ColorScheme.Dark);
        var name = Device.NewName();
        await laptop.RegisterAsync(name);
        await phone.SignInAsync(name);
        await laptop.Page.Locator("#file").SetInputFilesAsync([new FilePayload { Name = "holiday.jpg", MimeType = "image/jpeg", Buffer = await PhotoAsync(laptop) }, new FilePayload { Name = "tickets.pdf", MimeType = "application/pdf", Buffer = new byte[420_000] }]);
        await Assertions.Expect(phone.Page.Locator("#files > li")).ToHaveCountAsync(2);
        await laptop.Page.Locator("#text").FillAsync("The address for tonight: https://example.org/map\nRing twice.");
        await laptop.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(phone.Page.Locator("#buffer-text")).ToContainTextAsync("Ring twice.");
        await DrawAsync("board.png", laptop, await LookAsync(laptop), await LookAsync(phone));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_phone_that_is_let_in_and_a_code_for_guests()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await laptop.RegisterAsync(Device.NewName());
        var offer = laptop.Page.WaitForResponseAsync("**/device/offer");
        await laptop.Page.GotoAsync("/device/add");
        var url = new Uri((await (await offer).JsonAsync())!.Value.GetProperty("url").GetString()!);
        await phone.Page.GotoAsync(url.PathAndQuery + url.Fragment);
        await laptop.Page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).WaitForAsync();
        var (question, number) = (await LookAsync(laptop), await LookAsync(phone));
        await laptop.Page.GotoAsync("/guest");
        await laptop.Page.GetByRole(AriaRole.Button, new() { Name = "Show a code" }).ClickAsync();
        await laptop.Page.GetByLabel("Link for the guest").WaitForAsync();
        await DrawAsync("scanning.png", laptop, question, number, await LookAsync(laptop));
    }

    /// <summary>A page as it is once nothing is said or focused.</summary>
    static async Task<byte[]> LookAsync(Device device)
    {
        await device.Page.EvaluateAsync("document.activeElement.blur(); document.querySelector('[data-toast]').hidden = true");
        var picture = await device.Page.ScreenshotAsync();
        Assert.True(picture.Length > 10_000, "There is nothing on it");
        return picture;
    }

    /// <summary>Some hills and a sun.</summary>
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
            <style>* { margin: 0; box-sizing: border-box } body { display: inline-flex; gap: 28px; padding: 28px; background: #dfe5ee } img { height: 560px; border-radius: 14px; box-shadow: 0 6px 24px #0003 }</style>
            {{string.Concat(pictures.Select(picture => $"<img src='data:image/png;base64,{Convert.ToBase64String(picture)}'>"))}}
            """);
        await page.Locator("body").ScreenshotAsync(new() { Path = Path.Combine(AppProcess.Repository, "docs", name) });
    }
}
