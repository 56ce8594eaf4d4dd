using Microsoft.Playwright;

namespace CloudBuffer.BrowserTests;

/// <summary>Lets one chunk of an upload pass, and resets each later one until the connection is restored.</summary>
sealed class UploadInterruption
{
    bool restored;

    /// <summary>Chunks that reached the server.</summary>
    public int ChunksPassed { get; private set; }

    public static async Task<UploadInterruption> AfterFirstChunkAsync(IPage page)
    {
        var interruption = new UploadInterruption();
        await page.RouteAsync("**/file/upload/*", async route =>
        {
            if (route.Request.Method != "PATCH")
            {
                await route.ContinueAsync();
            }
            else if (interruption.ChunksPassed == 0 || interruption.restored)
            {
                interruption.ChunksPassed++;
                await route.ContinueAsync();
            }
            else
            {
                await route.AbortAsync("connectionreset");
            }
        });
        return interruption;
    }

    public void Restore() => restored = true;
}
