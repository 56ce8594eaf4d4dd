namespace CloudBuffer.BrowserTests;

/// <summary>The pages of the account. Other tests sign up and in over HTTP.</summary>
public sealed class AccountPageTests(Browser browser)
{
    [Fact(Timeout = 180_000)]
    public async Task A_user_registers_on_the_laptop_and_signs_in_on_the_phone()
    {
        await using var laptop = await browser.NewDeviceAsync(DeviceKind.Laptop);
        var name = Device.NewName();
        await laptop.Page.GotoAsync("/");
        await laptop.PressAsync("main a[href='/account/register']");
        await laptop.Page.Locator("#username").FillAsync(name);
        await laptop.Page.Locator("#email").FillAsync($"{name}@example.org");
        await laptop.Page.Locator("#password").FillAsync(Device.Password);
        await laptop.Page.Locator("#password_confirm").FillAsync(Device.Password);
        await laptop.PressAsync("main form[action='/account/register'] button");
        await laptop.SendTextAsync("from the laptop");

        await using var phone = await browser.NewDeviceAsync(DeviceKind.Phone);
        await phone.Page.GotoAsync("/");
        await phone.PressAsync("main a[href='/account/login']");
        await phone.FillSignInFormAsync(name);
        await phone.ExpectTextAsync("from the laptop");
    }
}
