using Microsoft.Playwright;

namespace CloudBuffer.BrowserTests.Engines;

/// <summary>Chromium, by the Chrome DevTools Protocol.</summary>
sealed class ChromiumPage(Device device) : IEnginePage
{
    public static async Task<IEnginePage> OpenAsync(Browser browser) => new ChromiumPage(await browser.NewDeviceAsync(DeviceKind.Laptop));

    public Task GoToAsync(Uri url) => device.Page.GotoAsync(url.ToString());

    public async Task<string> EvaluateAsync(string expression)
    {
        try
        {
            return await device.Page.EvaluateAsync<string>(expression);
        }
        catch (PlaywrightException e) when (e.Message.Contains("context was destroyed", StringComparison.Ordinal))
        {
            return "";
        }
    }

    public Task ClickAsync(string selector) => device.Page.ClickAsync(selector);

    public Task TypeAsync(string selector, string text) => device.Page.Locator(selector).PressSequentiallyAsync(text);

    public Task PasteAsync(string selector) => device.Page.PressAsync(selector, "Control+v");

    public Task ChooseFileAsync(string selector, string path) => device.Page.SetInputFilesAsync(selector, path);

    public ValueTask DisposeAsync()
    {
        device.ErrorsAreExpected = true; // a cut connection
        return device.DisposeAsync();
    }
}
