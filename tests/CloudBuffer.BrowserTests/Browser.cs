using System.Runtime.Versioning;
using CloudBuffer.BrowserTests;
using CloudBuffer.Tests;
using Microsoft.Playwright;

[assembly: SupportedOSPlatform("linux")] // the tests look into /proc
[assembly: AssemblyFixture(typeof(Browser))]

namespace CloudBuffer.BrowserTests;

/// <summary>The program, and Debian's Chromium in front of it.</summary>
public sealed class Browser : IAsyncLifetime
{
    const string Chromium = "/usr/bin/chromium";

    IPlaywright playwright = null!;
    IBrowser browser = null!;

    public AppProcess App { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.True(File.Exists(Chromium), "Chromium is missing: run ./setup.sh --dev");
        App = await new AppProcess().StartAsync();
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"],
        });
    }

    /// <summary>A device with its own cookies. Whatever goes wrong in its pages fails the test at the end.</summary>
    /// <param name="server">Where it goes; null: straight to the program.</param>
    public async Task<Device> NewDeviceAsync(DeviceKind kind, ColorScheme scheme = ColorScheme.Light, bool scripts = true, bool serviceWorkers = true, Uri? server = null)
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
        context.SetDefaultTimeout(20_000);
        return new Device(context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
        await App.DisposeAsync();
    }
}

public enum DeviceKind
{
    Laptop,
    Phone,
}
