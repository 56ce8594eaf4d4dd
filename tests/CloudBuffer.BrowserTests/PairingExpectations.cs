using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace CloudBuffer.BrowserTests;

/// <summary>What the tests of pairing expect of a device.</summary>
static partial class PairingExpectations
{
    /// <param name="message">The error it ended with; empty for any.</param>
    public static Task ExpectPairingEndedAsync(this Device device, string message = "") =>
        Assertions.Expect(device.Page.Locator("[data-step=ended] [data-message]:visible"))
            .ToHaveTextAsync(new Regex(message == "" ? "." : Regex.Escape(message)));

    public static Task ExpectApprovedAsync(this Device device) =>
        Assertions.Expect(device.Page.Locator("[data-step]:visible")).ToHaveAttributeAsync("data-step", "done");

    public static async Task ExpectSignedOutAsync(this Device device)
    {
        await device.Page.GotoAsync("/file/mine");
        await device.Page.WaitForURLAsync(SignInPage());
    }

    public static async Task<string> DevicesAsJsonAsync(this Device device)
    {
        var response = await device.Context.APIRequest.GetAsync("/device", new() { Headers = [new("Accept", "application/json")] });
        return await response.TextAsync();
    }

    [GeneratedRegex("/account/login")]
    private static partial Regex SignInPage();
}
