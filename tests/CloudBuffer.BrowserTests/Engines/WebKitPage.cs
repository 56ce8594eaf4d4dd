using System.Diagnostics;
using System.Globalization;
using CloudBuffer.Tests;
using OpenQA.Selenium;
using OpenQA.Selenium.Remote;

namespace CloudBuffer.BrowserTests.Engines;

/// <summary>WebKitGTK's MiniBrowser on a virtual screen, by WebDriver. A driver process has one session.</summary>
sealed class WebKitPage : IEnginePage
{
    // The folder has the name of the architecture.
    static readonly Lazy<string> MiniBrowser = new(() =>
        Directory.GetDirectories("/usr/lib").Select(folder => Path.Combine(folder, "webkit2gtk-4.1", "MiniBrowser")).First(File.Exists));

    readonly Process screen;
    readonly Process service;
    readonly WebDriver driver;

    WebKitPage(Process screen, Process service, WebDriver driver) => (this.screen, this.service, this.driver) = (screen, service, driver);

    public static async Task<IEnginePage> OpenAsync()
    {
        var screen = ExternalTool.Start(new ProcessStartInfo("Xvfb", ["-displayfd", "1", "-screen", "0", "1280x900x24"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });
        var display = await screen.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        var port = Ports.Free();
        var command = new ProcessStartInfo("WebKitWebDriver", [string.Create(CultureInfo.InvariantCulture, $"--port={port}")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        command.Environment["DISPLAY"] = $":{display}";
        command.Environment["WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS"] = "1"; // CI runs as root
        command.Environment["WEBKIT_DISABLE_COMPOSITING_MODE"] = "1";
        var service = ExternalTool.Start(command);
        WebDriver? driver = null;
        await Eventually.Async("WebKit starts", () => Task.Run(() =>
        {
            Assert.False(service.HasExited, "WebKitWebDriver has ended");
            try
            {
                driver = new RemoteWebDriver(new Uri($"http://127.0.0.1:{port}"), new MiniBrowserOptions());
                return true;
            }
            catch (WebDriverException e) when (e.InnerException is HttpRequestException)
            {
                return false;
            }
        }));
        return new WebKitPage(screen, service, driver!);
    }

    public Task GoToAsync(Uri url) => driver.Navigate().GoToUrlAsync(url);

    public Task<string> EvaluateAsync(string expression) => Task.Run(() => (string)driver.ExecuteAsyncScript(
        $"const done = arguments[arguments.length - 1]; Promise.resolve({expression}).then(done, error => done(`failed: ${{error}}`))")!);

    public Task ClickAsync(string selector) => Task.Run(() => Find(selector).Click());

    public Task TypeAsync(string selector, string text) => Task.Run(() => Find(selector).SendKeys(text));

    public Task PasteAsync(string selector) => Task.Run(() => Find(selector).SendKeys(Keys.Control + "v"));

    public Task ChooseFileAsync(string selector, string path) => TypeAsync(selector, path);

    public async ValueTask DisposeAsync()
    {
        await Task.Run(driver.Quit);
        foreach (var process in new[] { service, screen })
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    IWebElement Find(string selector) => driver.FindElement(By.CssSelector(selector));

    sealed class MiniBrowserOptions : DriverOptions
    {
        public override void AddAdditionalOption(string optionName, object optionValue) => throw new NotSupportedException();

        public override ICapabilities ToCapabilities()
        {
            BrowserName = "MiniBrowser";
            var capabilities = GenerateDesiredCapabilities(isSpecificationCompliant: true);
            List<string> arguments = ["--automation"];
            capabilities.SetCapability("webkitgtk:browserOptions", new Dictionary<string, object> { ["binary"] = MiniBrowser.Value, ["args"] = arguments });
            return capabilities.AsReadOnly();
        }
    }
}
