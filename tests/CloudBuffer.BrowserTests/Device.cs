using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace CloudBuffer.BrowserTests;

/// <summary>One laptop or phone: its page, and what users do with it.</summary>
public sealed partial class Device : IAsyncDisposable
{
    public const string Password = "correct horse battery";

    readonly DeviceKind kind;
    readonly List<string> errors = [];

    public Device(DeviceKind kind, IBrowserContext context, IPage page)
    {
        this.kind = kind;
        Context = context;
        Page = page;
        page.PageError += (_, error) => errors.Add(error);
        page.Console += (_, message) =>
        {
            // Chromium also reports responses such as 404 as errors; tests check those themselves.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
                errors.Add(message.Text);
        };
    }

    public IPage Page { get; }

    public IBrowserContext Context { get; }

    /// <summary>For tests that cause errors, such as a lost connection.</summary>
    public bool ErrorsAreExpected { get; set; }

    public static string NewName() => $"user.{Guid.NewGuid().ToString("N")[..12]}";

    /// <summary>Signs up over HTTP and opens the board.</summary>
    public async Task<string> RegisterAsync()
    {
        var name = NewName();
        await PostAsync("/account/register", new { username = name, email = $"{name}@example.org", password = Password, password_confirm = Password });
        await Page.GotoAsync("/");
        return name;
    }

    /// <summary>Signs in over HTTP and opens the board. <see cref="FillSignInFormAsync"/> uses the form.</summary>
    public async Task SignInAsync(string name)
    {
        await PostAsync("/account/login", new { username = name, password = Password });
        await Page.GotoAsync("/");
    }

    /// <summary>On the sign-in page.</summary>
    public async Task FillSignInFormAsync(string name)
    {
        await Page.Locator("#username").FillAsync(name);
        await Page.Locator("#password").FillAsync(Password);
        await PressAsync("main form[action*='/account/login'] button");
    }

    /// <summary>Clicks on a laptop, taps on a phone.</summary>
    public Task PressAsync(string selector) => PressAsync(Page.Locator(selector));

    public Task PressAsync(ILocator element) => kind == DeviceKind.Phone ? element.TapAsync() : element.ClickAsync();

    /// <summary>Confirms the question that the page asks.</summary>
    public Task ConfirmAsync() => PressAsync("[data-confirm-dialog] [data-dialog-confirm]");

    public Task CancelAsync() => PressAsync("[data-confirm-dialog] button[value=no]");

    /// <summary>Sends text from the board.</summary>
    public async Task SendTextAsync(string text)
    {
        await Page.Locator("#text").FillAsync(text);
        await PressAsync("[data-send]");
    }

    public Task ExpectTextAsync(string text) => Assertions.Expect(Page.Locator("#buffer-text")).ToHaveTextAsync(text);

    public Task ExpectEmptyBoardAsync() => Assertions.Expect(Page.Locator("#buffer[data-version='']")).ToBeVisibleAsync();

    public Task ExpectFileAsync(string name) => Assertions.Expect(Page.Locator("#files").GetByRole(AriaRole.Heading, new() { Name = name })).ToBeVisibleAsync();

    public Task ExpectNoFilesAsync() => Assertions.Expect(Page.Locator("#files-empty")).ToBeVisibleAsync();

    /// <summary>The last toast. Its text stays in the page after it is hidden.</summary>
    public Task ExpectToastAsync(string text) => Assertions.Expect(Page.Locator("[data-toast]")).ToContainTextAsync(text);

    /// <summary>The page with the links of uploads.</summary>
    public Task ExpectLinksAsync(float? timeout = null) => Page.WaitForURLAsync(LinkPage(), new() { Timeout = timeout });

    /// <summary>The share link on the page with one link.</summary>
    public async Task<Uri> ShareLinkAsync() => new(await Page.Locator(".link-card input[readonly]").InputValueAsync());

    /// <summary>Uploads on the page for sharing files, and waits for the page with the links.</summary>
    public async Task UploadAsync(params FilePayload[] files)
    {
        await Page.GotoAsync("/file/load");
        await Page.Locator("#files").SetInputFilesAsync(files);
        await ExpectLinksAsync();
    }

    /// <summary>Drops files on the page, each with its name as content.</summary>
    public Task DropAsync(params string[] names) => Page.EvaluateAsync("""
        names => {
            const data = new DataTransfer();
            for (const name of names) data.items.add(new File([name], name, { type: "text/plain" }));
            for (const kind of ["dragenter", "dragover", "drop"])
                document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
        }
        """, names);

    /// <summary>Drops a file or a folder of this machine on the page, as a user drags it from the desktop.</summary>
    public async Task DragFromDesktopAsync(string path)
    {
        var browser = await Context.NewCDPSessionAsync(Page);
        foreach (var type in new[] { "dragEnter", "dragOver", "drop" })
        {
            await browser.SendAsync("Input.dispatchDragEvent", new()
            {
                ["type"] = type,
                ["x"] = 300,
                ["y"] = 300,
                ["data"] = new { items = Array.Empty<object>(), files = new[] { path }, dragOperationsMask = 1 },
            });
        }
    }

    /// <summary>The page has the cookies of the response.</summary>
    async Task PostAsync(string path, object body)
    {
        var response = await Context.APIRequest.PostAsync(path, new() { DataObject = body });
        Assert.True(response.Ok, $"{path}: {response.Status} {await response.TextAsync()}");
    }

    public async ValueTask DisposeAsync()
    {
        await Context.DisposeAsync();
        if (!ErrorsAreExpected)
            Assert.Empty(errors);
    }

    [GeneratedRegex("/file/link\\?token=")]
    private static partial Regex LinkPage();
}
