using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace CloudBuffer.BrowserTests;

/// <summary>One laptop or phone: a page, and what somebody does with it.</summary>
public sealed partial class Device : IAsyncDisposable
{
    public const string Password = "correct horse battery";

    readonly IBrowserContext context;
    readonly List<string> errors = [];

    public Device(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
        page.PageError += (_, error) => errors.Add(error);
        page.Console += (_, message) =>
        {
            // An answer such as 404 is reported as an error, too; those are the tests' own to look at.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
                errors.Add(message.Text);
        };
    }

    public IPage Page { get; }

    public IBrowserContext Context => context;

    /// <summary>Errors that a test brings about itself, such as by cutting the line.</summary>
    public bool ErrorsAreExpected { get; set; }

    public static string NewName() => $"user.{Guid.NewGuid().ToString("N")[..12]}";

    public async Task RegisterAsync(string name)
    {
        await Page.GotoAsync("/");
        await Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Sign up" }).ClickAsync();
        await Page.GetByLabel("User name").FillAsync(name);
        await Page.GetByLabel("E-mail").FillAsync($"{name}@example.org");
        await Page.GetByLabel("Password", new() { Exact = true }).FillAsync(Password);
        await Page.GetByLabel("The same password again").FillAsync(Password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign up" }).ClickAsync();
        await Page.WaitForURLAsync("/");
    }

    public async Task SignInAsync(string name)
    {
        await Page.GotoAsync("/account/login");
        await Page.GetByLabel("User name or e-mail").FillAsync(name);
        await Page.GetByLabel("Password").FillAsync(Password);
        await Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Page.WaitForURLAsync("/");
    }

    /// <summary>Uploads through the page and waits for the page with the links.</summary>
    public async Task UploadAsync(params FilePayload[] files)
    {
        await Page.GotoAsync("/file/load");
        await Page.Locator("#files").SetInputFilesAsync(files);
        await Page.WaitForURLAsync(LinkPage());
    }

    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        if (!ErrorsAreExpected)
            Assert.Empty(errors);
    }

    [GeneratedRegex("/file/link\\?token=")]
    private static partial Regex LinkPage();
}
