using System.Diagnostics;
using System.Text.RegularExpressions;
using CloudBuffer.Tests;
using WebDriverBiDi;
using WebDriverBiDi.Session;

namespace CloudBuffer.BrowserTests.Engines;

/// <summary>A headless Firefox, started on first use.</summary>
public sealed partial class Firefox : IAsyncDisposable
{
    readonly string profile = Directory.CreateTempSubdirectory("cbff-").FullName;
    readonly BiDiDriver driver = new(TimeSpan.FromSeconds(60));
    readonly SemaphoreSlim start = new(1);
    Process? process;

    public async Task<BiDiDriver> DriverAsync()
    {
        await start.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (process is null)
                await StartAsync();
            return driver;
        }
        finally
        {
            start.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await driver.StopAsync();
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
        await driver.DisposeAsync();
        start.Dispose();
        Directory.Delete(profile, recursive: true);
    }

    async Task StartAsync()
    {
        var command = new ProcessStartInfo("firefox-esr", ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        command.Environment["HOME"] = profile;
        process = ExternalTool.Start(command);
        var address = new TaskCompletionSource<string>();
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null)
                address.TrySetException(new InvalidOperationException("Firefox has ended"));
            else if (Listening().Match(line.Data) is { Success: true } match)
                address.TrySetResult(match.Value);
        };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        await driver.StartAsync($"{await address.Task}/session");
        await driver.Session.NewSessionAsync(new NewCommandParameters());
    }

    [GeneratedRegex("ws://[0-9.]+:[0-9]+")]
    private static partial Regex Listening();
}
