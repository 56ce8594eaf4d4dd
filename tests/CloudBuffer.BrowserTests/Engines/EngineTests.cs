using System.Security.Cryptography;
using CloudBuffer.Tests.Uploads;

namespace CloudBuffer.BrowserTests.Engines;

/// <summary>The journeys that matter most, in every engine that the README names.</summary>
[Trait("Category", "Slow")]
public abstract class EngineTests(Browser browser)
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public async Task A_second_device_signs_in_by_QR_code_and_texts_go_both_ways_and_are_copied()
    {
        await using var laptop = await NewDeviceAsync();
        await using var phone = await NewDeviceAsync();
        await laptop.SignUpAsync();
        await laptop.OpenAsync("/device/add");
        var code = new Uri(await laptop.ScanAsync("[data-pair] [data-qr]"));
        await phone.OpenAsync(code.PathAndQuery + code.Fragment);
        await laptop.ExpectAsync("[data-step=confirm] [data-number]");
        await phone.ExpectTextAsync("[data-number]", await laptop.TextAsync("[data-number]"));
        await laptop.PressAsync("[data-answer=allow]");
        await phone.ExpectAsync("#buffer");
        await laptop.OpenAsync("/");

        await laptop.SendTextAsync("from the laptop");
        await phone.ExpectTextAsync("#buffer-text", "from the laptop");
        const string Text = "  two  spaces\tand a tab";
        await phone.Page.EvaluateAsync("(document.querySelector('#text').value = '', '')");
        await phone.SendTextAsync("from the phone");
        await laptop.ExpectTextAsync("#buffer-text", "from the phone");
        using var clipboard = await browser.LockClipboardAsync();
        await SendExactlyAsync(phone, Text);
        await laptop.ExpectTextAsync("#buffer-text", Text);
        await laptop.PressAsync("#buffer [data-copy]");
        await laptop.ExpectTextAsync("[data-toast]", "Copied");
        await laptop.Page.PasteAsync("#text");
        Assert.Equal(Text, await laptop.ValueAsync("#text"));
    }

    [Fact(Timeout = 180_000)]
    public async Task An_upload_resumes_after_a_cut_and_its_link_gives_the_same_bytes()
    {
        await using var proxy = new CuttingProxy(browser.App.Address, cuts: 2, bytesBetweenCuts: 3 << 20);
        await using var laptop = await NewDeviceAsync(proxy.Address);
        await laptop.SignUpAsync();
        var path = Path.Combine(browser.App.Folder, $"{Guid.NewGuid():N}.bin");
        var bytes = RandomNumberGenerator.GetBytes(10 << 20);
        await File.WriteAllBytesAsync(path, bytes, Cancelled);
        await laptop.OpenAsync("/file/load");
        await laptop.Page.ChooseFileAsync("#files", path);
        await laptop.ExpectTextAsync(".link-card h2", Path.GetFileName(path), seconds: 150);
        Assert.Equal(0, proxy.CutsLeft);
        var link = new Uri(await laptop.ValueAsync(".link-card input[readonly]"));
        Assert.Equal(link.ToString(), await laptop.ScanAsync(".link-card"));
        using var http = new HttpClient { BaseAddress = browser.App.Address };
        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(await http.GetByteArrayAsync(link.PathAndQuery, Cancelled)));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_guest_sends_a_file_that_appears_on_the_board()
    {
        await using var laptop = await NewDeviceAsync();
        await using var guest = await NewDeviceAsync();
        await laptop.SignUpAsync();
        await laptop.OpenAsync("/guest");
        await laptop.PressAsync("main form[action='/guest/open'] button");
        var link = new Uri(await laptop.ScanAsync("#guest"));
        await laptop.OpenAsync("/");
        await guest.OpenAsync(link.PathAndQuery);
        var path = Path.Combine(browser.App.Folder, $"{Guid.NewGuid():N}.txt");
        await File.WriteAllTextAsync(path, "hello", Cancelled);
        await guest.Page.ChooseFileAsync("#guest-files", path);
        await guest.PressAsync("form[data-receive] button");
        await guest.ExpectAsync("section .note[role=status]");
        await laptop.ExpectTextAsync("#files", Path.GetFileName(path));
        await laptop.ExpectTextAsync("#files", "From a guest");
    }

    protected abstract Task<IEnginePage> NewPageAsync(Browser browser);

    async Task<EngineDevice> NewDeviceAsync(Uri? server = null) => new(await NewPageAsync(browser), server ?? browser.App.Address);

    // Keys cannot type a tab into a field.
    static async Task SendExactlyAsync(EngineDevice device, string text)
    {
        await device.Page.EvaluateAsync($"(document.querySelector('#text').value = {System.Text.Json.JsonSerializer.Serialize(text)}, '')");
        await device.PressAsync("[data-send]");
    }

    public sealed class InChromium(Browser browser) : EngineTests(browser)
    {
        protected override Task<IEnginePage> NewPageAsync(Browser browser) => ChromiumPage.OpenAsync(browser);
    }

    public sealed class InFirefox(Browser browser, Firefox firefox) : EngineTests(browser), IClassFixture<Firefox>
    {
        protected override Task<IEnginePage> NewPageAsync(Browser browser) => FirefoxPage.OpenAsync(firefox);
    }

    public sealed class InWebKit(Browser browser) : EngineTests(browser)
    {
        protected override Task<IEnginePage> NewPageAsync(Browser browser) => WebKitPage.OpenAsync();
    }
}
