using System.Runtime.Versioning;
using CloudBuffer.BrowserTests;
using CloudBuffer.Tests;
using Microsoft.Playwright;

[assembly: SupportedOSPlatform("linux")] // the tests read /proc
[assembly: AssemblyFixture(typeof(Browser))]

namespace CloudBuffer.BrowserTests;

/// <summary>One running app and one headless Chromium for all tests of this assembly.</summary>
public sealed class Browser : IAsyncLifetime
{
    const string Chromium = "/usr/bin/chromium-headless-shell";
    const int TimeoutMilliseconds = 45_000;

    readonly SemaphoreSlim clipboard = new(1);
    IPlaywright playwright = null!;
    IBrowser browser = null!;

    public AppProcess App { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.True(File.Exists(Chromium), "Chromium is missing: run ./setup.sh --dev");
        // All devices have the same address.
        App = await new AppProcess(
            ("CloudBuffer__Limits__AccountsPerHour", "1000"),
            ("CloudBuffer__Limits__RegistrationsPerMinute", "1000"),
            ("CloudBuffer__Limits__FailedSignInsPerNetwork", "1000"),
            ("CloudBuffer__Limits__RequestsPerMinute", "1000")).StartAsync();
        playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(TimeoutMilliseconds);
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"],
        });
    }

    /// <summary>A device with its own cookies. Script errors in its page fail the test when it is disposed.</summary>
    /// <param name="server">The address it opens; null for the program itself.</param>
    public async Task<Device> NewDeviceAsync(
        DeviceKind kind, ColorScheme scheme = ColorScheme.Light, bool scripts = true, bool serviceWorkers = true, Uri? server = null)
    {
        bool phone = kind == DeviceKind.Phone;
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = (server ?? App.Address).ToString(),
            ViewportSize = phone ? new ViewportSize { Width = 390, Height = 844 } : new ViewportSize { Width = 1280, Height = 800 },
            ServiceWorkers = serviceWorkers ? ServiceWorkerPolicy.Allow : ServiceWorkerPolicy.Block,
            IsMobile = phone,
            HasTouch = phone,
            ColorScheme = scheme,
            JavaScriptEnabled = scripts,
            AcceptDownloads = true,
        });
        context.SetDefaultTimeout(TimeoutMilliseconds);
        return new Device(kind, context, await context.NewPageAsync());
    }

    /// <summary>All devices share one clipboard, so only one test at a time may use it. Disposing the result lets the next one.</summary>
    public async Task<IDisposable> LockClipboardAsync()
    {
        await clipboard.WaitAsync(TestContext.Current.CancellationToken);
        return new ClipboardLock(clipboard);
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
        await App.DisposeAsync();
        clipboard.Dispose();
    }

    sealed class ClipboardLock(SemaphoreSlim clipboard) : IDisposable
    {
        public void Dispose() => clipboard.Release();
    }
}
