using System.Security.Cryptography;
using CloudBuffer.Tests;

namespace CloudBuffer.BrowserTests;

/// <summary>From the chosen file to the person who scans its QR code.</summary>
public sealed class ShareLinkTests(Browser browser)
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory(Timeout = 180_000)]
    [InlineData(DeviceKind.Laptop)]
    [InlineData(DeviceKind.Phone)]
    public async Task The_QR_code_on_the_screen_leads_to_the_same_bytes_without_a_sign_in(DeviceKind kind)
    {
        await using var device = await browser.NewDeviceAsync(kind);
        await device.RegisterAsync();
        var bytes = RandomNumberGenerator.GetBytes(300_000);
        await device.UploadAsync(Payload.File("photo.jpg", "image/jpeg", bytes));

        var link = await Camera.ScanAsync(device);
        Assert.Equal(await device.Page.Locator(".link-card input[readonly]").InputValueAsync(), link);
        using var http = new HttpClient();
        using var response = await http.GetAsync(new Uri(link), Cancelled);
        Assert.Equal("photo.jpg", response.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.Equal(bytes, await response.Content.ReadAsByteArrayAsync(Cancelled));
    }

    [Trait("Category", "Slow")]
    [Fact(Timeout = 180_000)]
    public async Task A_link_works_unchanged_on_the_network_when_the_program_listens_on_all_addresses()
    {
        await using var app = await new AppProcess(("Urls", "http://*:0")).StartAsync();
        using var http = new HttpClient { BaseAddress = new UriBuilder(app.Address) { Host = "127.0.0.1" }.Uri };
        using var form = new FormUrlEncodedContent(
            [new("username", "ann"), new("email", "ann@example.org"), new("password", Device.Password), new("password_confirm", Device.Password)]);
        using var registered = await http.PostAsync("/account/register", form, Cancelled);
        using var upload = new HttpRequestMessage(HttpMethod.Put, "/file/load/a") { Content = new StringContent("hello") };
        upload.Headers.Add("Accept", "text/plain");
        using var response = await http.SendAsync(upload, Cancelled);
        using var phone = new HttpClient();
        Assert.Equal("hello", await phone.GetStringAsync((await response.Content.ReadAsStringAsync(Cancelled)).Trim(), Cancelled));
    }

    [Fact(Timeout = 180_000)]
    public async Task Several_dropped_files_get_a_link_each()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        await laptop.RegisterAsync();
        await laptop.Page.GotoAsync("/file/load");
        await laptop.DropAsync("one.txt", "two.txt", "three.txt");
        await laptop.ExpectLinksAsync();
        Assert.Equal(["one.txt", "two.txt", "three.txt"], await laptop.Page.Locator(".link-card h2").AllTextContentsAsync());
        Assert.Equal(3, await laptop.Page.Locator("svg.qr").CountAsync());
    }
}
