using System.Security.Cryptography;
using Microsoft.Playwright;

namespace CloudBuffer.BrowserTests;

/// <summary>What the tests of uploads share.</summary>
static class UploadSteps
{
    // Playwright copies the body of an intercepted request, which takes many seconds for a chunk on a loaded machine.
    public const float ChunkTimeout = 90_000;

    /// <summary>The state lasts until the connection is restored: retries fail, and the server's answer about the offset does not replace it.</summary>
    public static Task ExpectWaitingAsync(Device device) =>
        Assertions.Expect(device.Page.Locator("[data-upload-state=waiting] [data-state]"))
            .ToHaveTextAsync("Waiting for connection…", new() { Timeout = ChunkTimeout });

    /// <summary>A file of random bytes.</summary>
    public static async Task<string> CreateFileAsync(Browser browser, string name, int bytes)
    {
        var path = Path.Combine(browser.App.Folder, name);
        await File.WriteAllBytesAsync(path, RandomNumberGenerator.GetBytes(bytes), TestContext.Current.CancellationToken);
        return path;
    }
}
