using System.Security.Cryptography;
using CloudBuffer.Tests;
using CloudBuffer.Tests.Uploads;

namespace CloudBuffer.BrowserTests;

/// <summary>A film from the phone.</summary>
public sealed class LargeUploadTests(Browser browser)
{
    const long Size = 5_000_000_000;
    const long MostMemory = 100_000_000; // more than before

    [Fact(Timeout = 400_000)]
    public async Task Five_GB_go_up_from_a_phone_with_two_interruptions_and_come_down_with_the_same_hash()
    {
        // A program of its own: the pages that other tests look at take memory too.
        await using var app = await new AppProcess().StartAsync();
        var path = Path.Combine(app.Folder, "film.mp4");
        await using (var file = File.Create(path))
        {
            // Holes but for some bytes here and there, so that making it costs no time.
            file.SetLength(Size);
            for (long at = 0; at < Size; at += 400_000_000)
            {
                file.Position = at;
                await file.WriteAsync(RandomNumberGenerator.GetBytes(100_000), TestContext.Current.CancellationToken);
            }
        }
        await using var proxy = new CuttingProxy(app.Address, cuts: 2, bytesBetweenCuts: 1_000_000_000);
        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone, server: proxy.Address);
        phone.ErrorsAreExpected = true; // the browser reports each cut
        await phone.RegisterAsync(Device.NewName());
        await phone.Page.GotoAsync("/file/load");
        long before = app.PeakResidentBytes();
        await phone.Page.Locator("#files").SetInputFilesAsync(path);
        await phone.Page.GetByText("Here is the link").WaitForAsync(new() { Timeout = 300_000 });
        Assert.Equal(0, proxy.CutsLeft);

        var link = new UriBuilder(await phone.Page.GetByLabel("Link to film.mp4", new() { Exact = true }).InputValueAsync())
        {
            Host = app.Address.Host,
            Port = app.Address.Port,
        };
        using var elsewhere = new HttpClient();
        await using var download = await elsewhere.GetStreamAsync(link.Uri, TestContext.Current.CancellationToken);
        await using var original = File.OpenRead(path);
        Assert.Equal(
            await SHA256.HashDataAsync(original, TestContext.Current.CancellationToken), await SHA256.HashDataAsync(download, TestContext.Current.CancellationToken));
        Assert.InRange(app.PeakResidentBytes() - before, 0, MostMemory);
    }
}
