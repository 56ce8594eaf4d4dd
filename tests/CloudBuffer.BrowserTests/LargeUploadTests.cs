using System.Security.Cryptography;
using CloudBuffer.Tests;
using CloudBuffer.Tests.Uploads;

namespace CloudBuffer.BrowserTests;

/// <summary>A long video from a phone.</summary>
[Trait("Category", "Slow")]
public sealed class LargeUploadTests(Browser browser)
{
    const long Size = 5_000_000_000;
    const long MaxMemoryGrowth = 100_000_000;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 400_000)]
    public async Task Five_GB_are_uploaded_from_a_phone_despite_two_interruptions_and_downloaded_with_the_same_hash()
    {
        // A program of its own: the pages of other tests take memory, too.
        await using var app = await new AppProcess().StartAsync();
        var path = Path.Combine(app.Folder, "film.mp4");
        await CreateSparseFileAsync(path);
        await using var proxy = new CuttingProxy(app.Address, cuts: 2, bytesBetweenCuts: 1_000_000_000);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone, server: proxy.Address);
        phone.ErrorsAreExpected = true; // the browser reports each cut
        await phone.RegisterAsync();
        await phone.Page.GotoAsync("/file/load");
        long before = app.PeakResidentBytes();
        await phone.Page.Locator("#files").SetInputFilesAsync(path);
        await phone.ExpectLinksAsync(timeout: 300_000);
        Assert.Equal(0, proxy.CutsLeft);

        using var http = new HttpClient();
        await using var download = await http.GetStreamAsync(await phone.ShareLinkAsync(), Cancelled);
        await using var original = File.OpenRead(path);
        var hashes = await Task.WhenAll(SHA256.HashDataAsync(original, Cancelled).AsTask(), SHA256.HashDataAsync(download, Cancelled).AsTask());
        Assert.Equal(hashes[0], hashes[1]);
        Assert.InRange(app.PeakResidentBytes() - before, 0, MaxMemoryGrowth);
    }

    /// <summary>Random bytes every 400 MB and holes between them, which cost no time.</summary>
    static async Task CreateSparseFileAsync(string path)
    {
        await using var file = File.Create(path);
        file.SetLength(Size);
        for (long at = 0; at < Size; at += 400_000_000)
        {
            file.Position = at;
            await file.WriteAsync(RandomNumberGenerator.GetBytes(100_000), Cancelled);
        }
    }
}
