using System.Globalization;
using System.Text;
using CloudBuffer.Hosting;
using CloudBuffer.Tests;
using Microsoft.Playwright;

namespace CloudBuffer.BrowserTests;

/// <summary>A copy has exactly the characters of the item, over https and over plain http.</summary>
[Trait("Category", "Slow")]
public sealed class TextFidelityTests(Browser browser)
{
    static readonly string[] Texts =
    [
        "def f():\n\treturn  1\n", "  indented\n    more", "a\r\nb\r\n", "\nleading", "\n\n\nthree", "trailing  \n\n", "a\u00A0b\u2003c", "tab\tand  spaces",
        "lone\rreturn", "<b>&amp;</b>", "\u0085C1\u0092", "replacement \uFFFD", "שלום, עולם!", "👨\u200D👩\u200D👧", "\uFEFFbyte order mark", " ",
        "\uFEFFlong" + new string('x', 100_000), "\uFEFFC1 \u0085",
        "https://example.org/a_(b)\n  https://example.org/c", "line separators \u2028\u2029", "\u001B[31mred\u001B[0m",
    ];

    [Theory(Timeout = 180_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_copied_text_has_the_same_characters(bool isSecure)
    {
        using var clipboard = await browser.LockClipboardAsync();
        await using var app = await new AppProcess(("Urls", "http://*:0")).StartAsync();
        var server = new UriBuilder(app.Address) { Host = isSecure ? "localhost" : PublicAddress.LanAddress()!.ToString() }.Uri;
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop, server: server);
        await laptop.RegisterAsync();
        Assert.Equal(isSecure, await laptop.Page.EvaluateAsync<bool>("() => isSecureContext"));
        if (isSecure)
            await laptop.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        var last = "";
        foreach (var text in Texts)
        {
            var version = await PutAsync(laptop, text);
            await laptop.Page.Locator($"#buffer[data-version='{version}']").WaitForAsync();
            await laptop.PressAsync("#buffer [data-copy]");
            var pasted = "";
            await Eventually.Async($"{Escaped(text)} is copied", async () => (pasted = await PasteAsync(laptop.Page)) != last);
            Assert.Equal(Escaped(text), Escaped(pasted));
            last = pasted;
        }
        // The earlier texts have the same characters, too.
        await laptop.PressAsync("#earlier-texts summary");
        await laptop.Page.Locator("#earlier-texts [data-copy]").First.ClickAsync();
        await Eventually.Async("the earlier text is copied", async () => await PasteAsync(laptop.Page) == Texts[^2]);
    }

    [Fact(Timeout = 180_000)]
    public async Task Right_to_left_text_and_names_run_from_the_right()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await laptop.RegisterAsync();
        await PutAsync(laptop, "שלום, עולם!");
        await laptop.UploadAsync(Payload.Text("דוח.txt"));
        await laptop.Page.GotoAsync("/");
        await laptop.Page.Locator("#text").FillAsync("مرحبا");
        foreach (var element in new[] { "#buffer-text", "#files h3.name", "#text" })
            Assert.Equal("rtl", await laptop.Page.Locator(element).EvaluateAsync<string>("element => getComputedStyle(element).direction"));
        await laptop.Page.Locator("#text").FillAsync("hello");
        Assert.Equal("ltr", await laptop.Page.Locator("#text").EvaluateAsync<string>("element => getComputedStyle(element).direction"));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_text_file_in_UTF16_is_decoded_and_one_in_an_unknown_encoding_has_no_preview()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await laptop.RegisterAsync();
        await laptop.UploadAsync(
            Payload.File("utf16.txt", "text/plain", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("grüße 16")]),
            Payload.File("big-endian.txt", "text/plain", [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes("grüße be")]),
            Payload.File("latin1.txt", "text/plain", Encoding.Latin1.GetBytes("grüße latin")),
            Payload.File("nul.txt", "text/plain", "a\0b"u8.ToArray()));
        await laptop.Page.GotoAsync("/");
        Assert.Equal(["grüße 16", "grüße be"], (await laptop.Page.Locator("#files pre").AllInnerTextsAsync()).Order());
    }

    [Fact(Timeout = 180_000)]
    public async Task A_text_that_no_clipboard_can_hold_is_downloaded_instead()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await laptop.RegisterAsync();
        var version = await PutAsync(laptop, "a\0b");
        await laptop.Page.Locator($"#buffer[data-version='{version}']").WaitForAsync();
        await Assertions.Expect(laptop.Page.Locator("#buffer [data-copy]")).ToHaveCountAsync(0);
        var download = await laptop.Page.RunAndWaitForDownloadAsync(() => laptop.PressAsync("#buffer a[download]"));
        Assert.Equal("a\0b"u8.ToArray(), await File.ReadAllBytesAsync(await download.PathAsync(), TestContext.Current.CancellationToken));
    }

    static async Task<string> PutAsync(Device device, string text)
    {
        var response = await device.Context.APIRequest.PutAsync("/file/buffer", new()
        {
            DataByte = Encoding.UTF8.GetBytes(text),
            Headers = new Dictionary<string, string> { ["X-Data-Type"] = "text", ["Content-Type"] = "text/plain" },
        });
        return (await response.JsonAsync())!.Value.GetProperty("version").GetString()!;
    }

    // A textarea would normalize line breaks, so the paste event is read.
    static async Task<string> PasteAsync(IPage page)
    {
        await page.EvaluateAsync("""
            () => addEventListener("paste", event => {
                window.pasted = event.clipboardData.getData("text/plain");
                event.preventDefault();
                event.stopImmediatePropagation();
            }, { capture: true, once: true })
            """);
        await page.Locator("#text").FocusAsync();
        await page.Keyboard.PressAsync("Control+V");
        return await page.EvaluateAsync<string>("() => window.pasted");
    }

    static string Escaped(string text) => string.Concat(text.Select(letter =>
        letter is > ' ' and < '\u007F' ? letter.ToString() : "\\u" + ((int)letter).ToString("x4", CultureInfo.InvariantCulture)));
}
