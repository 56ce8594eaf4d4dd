using System.Diagnostics;
using System.Text.Json;
using CloudBuffer.Tests;

namespace CloudBuffer.BrowserTests.Engines;

/// <summary>What users do on a device, in any engine.</summary>
public sealed class EngineDevice(IEnginePage page, Uri server) : IAsyncDisposable
{
    public IEnginePage Page => page;

    public Task OpenAsync(string path) => page.GoToAsync(new Uri(server, path));

    public async Task SignUpAsync()
    {
        await OpenAsync("/account/register");
        await page.TypeAsync("#username", Device.NewName());
        await page.TypeAsync("#password", Device.Password);
        await page.TypeAsync("#password_confirm", Device.Password);
        await PressAsync("main form[action='/account/register'] button");
        await ExpectAsync("#buffer");
    }

    public async Task PressAsync(string selector)
    {
        await ExpectAsync(selector);
        await page.ClickAsync(selector);
    }

    /// <summary>Waits until an element is displayed and enabled.</summary>
    public Task ExpectAsync(string selector) => Eventually.Async($"{selector} is displayed", async () => await page.EvaluateAsync($$"""
        String([document.querySelector({{Quote(selector)}})].some(element => element && element.getClientRects().length > 0 && !element.disabled))
        """) == "true");

    public Task ExpectTextAsync(string selector, string text, int seconds = 30) =>
        Eventually.Async($"{selector} contains {text}", async () => (await TextAsync(selector)).Contains(text, StringComparison.Ordinal), seconds);

    public Task<string> TextAsync(string selector) => page.EvaluateAsync($"document.querySelector({Quote(selector)})?.textContent ?? ''");

    public Task<string> ValueAsync(string selector) => page.EvaluateAsync($"document.querySelector({Quote(selector)})?.value ?? ''");

    public async Task SendTextAsync(string text)
    {
        await page.TypeAsync("#text", text);
        await PressAsync("[data-send]");
    }

    /// <summary>The text of the QR code in an element.</summary>
    public async Task<string> ScanAsync(string selector)
    {
        await ExpectAsync($"{selector} svg");
        // Screenshots time out in some engines.
        var png = await page.EvaluateAsync($$"""
            new Promise((resolve, reject) => {
                const image = new Image();
                image.onload = () => {
                    const canvas = Object.assign(document.createElement("canvas"), { width: 500, height: 500 });
                    const context = canvas.getContext("2d");
                    context.fillStyle = "white";
                    context.fillRect(0, 0, 500, 500);
                    context.drawImage(image, 50, 50, 400, 400);
                    resolve(canvas.toDataURL().split(",")[1]);
                };
                image.onerror = reject;
                const svg = document.querySelector({{Quote($"{selector} svg")}}).cloneNode(true);
                svg.setAttribute("width", 400);
                svg.setAttribute("height", 400);
                image.src = "data:image/svg+xml," + encodeURIComponent(new XMLSerializer().serializeToString(svg));
            })
            """);
        using var zbar = ExternalTool.Start(new ProcessStartInfo("zbarimg", ["--quiet", "--raw", "--nodbus", "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        });
        await zbar.StandardInput.BaseStream.WriteAsync(Convert.FromBase64String(png));
        zbar.StandardInput.Close();
        return (await zbar.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim();
    }

    public ValueTask DisposeAsync() => page.DisposeAsync();

    static string Quote(string text) => JsonSerializer.Serialize(text);
}
