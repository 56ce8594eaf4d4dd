using System.Diagnostics;

namespace CloudBuffer.BrowserTests;

/// <summary>The camera of a phone in front of a screen.</summary>
static class Camera
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>The text of the QR code that is visible on a device.</summary>
    public static async Task<string> ScanAsync(Device shown)
    {
        var screenshot = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.png");
        try
        {
            await shown.Page.ScreenshotAsync(new() { Path = screenshot });
            return await DecodeAsync(screenshot);
        }
        finally
        {
            File.Delete(screenshot);
        }
    }

    /// <summary>The path and fragment of the address in a pairing code, which may name a host that the test does not listen on.</summary>
    public static async Task<string> ScanPairingCodeAsync(Device shown)
    {
        await shown.Page.Locator("[data-pair] [data-qr] svg").WaitForAsync();
        var url = new Uri(await ScanAsync(shown));
        Assert.Matches("^#[A-Za-z0-9_-]{43}$", url.Fragment);
        return url.PathAndQuery + url.Fragment;
    }

    static async Task<string> DecodeAsync(string screenshot)
    {
        using var zbar = Start(screenshot);
        var text = await zbar.StandardOutput.ReadToEndAsync(Cancelled);
        await zbar.WaitForExitAsync(Cancelled);
        Assert.Equal(0, zbar.ExitCode);
        return text.Trim();
    }

    static Process Start(string screenshot)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("zbarimg", ["--quiet", "--raw", "--nodbus", screenshot]) { RedirectStandardOutput = true })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new InvalidOperationException("zbarimg is missing: run ./setup.sh --dev");
        }
    }
}
