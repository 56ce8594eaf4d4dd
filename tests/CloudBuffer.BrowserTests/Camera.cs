using System.Diagnostics;

namespace CloudBuffer.BrowserTests;

/// <summary>The camera of a phone, held before a screen.</summary>
static class Camera
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>What the QR code on a screenshot says.</summary>
    public static async Task<string> ScanAsync(string screenshot)
    {
        Process? zbar = null;
        try
        {
            zbar = Process.Start(new ProcessStartInfo("zbarimg", ["--quiet", "--raw", "--nodbus", screenshot]) { RedirectStandardOutput = true });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Fail("zbarimg is missing: run ./setup.sh --dev");
        }
        using (zbar)
        {
            var text = await zbar!.StandardOutput.ReadToEndAsync(Cancelled);
            await zbar.WaitForExitAsync(Cancelled);
            Assert.Equal(0, zbar.ExitCode);
            return text.Trim();
        }
    }
}
