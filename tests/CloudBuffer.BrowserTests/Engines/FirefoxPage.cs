using WebDriverBiDi;
using WebDriverBiDi.Browser;
using WebDriverBiDi.BrowsingContext;
using WebDriverBiDi.Input;
using WebDriverBiDi.Script;

namespace CloudBuffer.BrowserTests.Engines;

/// <summary>Firefox, by WebDriver BiDi, which needs no geckodriver.</summary>
sealed class FirefoxPage(BiDiDriver driver, string userContext, string context) : IEnginePage
{
    const string Control = "\uE009";

    public static async Task<IEnginePage> OpenAsync(Firefox firefox)
    {
        var driver = await firefox.DriverAsync();
        var user = (await driver.Browser.CreateUserContextAsync(new CreateUserContextCommandParameters())).UserContextId;
        var page = await driver.BrowsingContext.CreateAsync(new CreateCommandParameters(CreateType.Window) { UserContextId = user });
        return new FirefoxPage(driver, user, page.BrowsingContextId);
    }

    public Task GoToAsync(Uri url) => driver.BrowsingContext.NavigateAsync(
        new NavigateCommandParameters(context, url.ToString()) { Wait = ReadinessState.Complete });

    public async Task<string> EvaluateAsync(string expression)
    {
        try
        {
            var result = await driver.Script.EvaluateAsync(new EvaluateCommandParameters(expression, new ContextTarget(context), awaitPromise: true));
            return result is EvaluateResultSuccess { Result: StringRemoteValue text }
                ? text.Value
                : throw new InvalidOperationException($"{expression}: {result}");
        }
        catch (WebDriverBiDiException e) when (e.Message.Contains("realm", StringComparison.OrdinalIgnoreCase))
        {
            return "";
        }
    }

    public async Task ClickAsync(string selector)
    {
        var element = await FindAsync(selector);
        var mouse = new PointerSourceActions { Parameters = new PointerParameters { PointerType = PointerType.Mouse } };
        mouse.Actions.Add(new PointerMoveAction { X = 0, Y = 0, Origin = Origin.Element(element) });
        mouse.Actions.Add(new PointerDownAction(0));
        mouse.Actions.Add(new PointerUpAction(0));
        await PerformAsync(mouse);
    }

    public async Task TypeAsync(string selector, string text)
    {
        await ClickAsync(selector);
        var keys = new KeySourceActions();
        foreach (var rune in text.EnumerateRunes())
        {
            keys.Actions.Add(new KeyDownAction(rune.ToString()));
            keys.Actions.Add(new KeyUpAction(rune.ToString()));
        }
        await PerformAsync(keys);
    }

    public async Task PasteAsync(string selector)
    {
        await ClickAsync(selector);
        var keys = new KeySourceActions();
        keys.Actions.Add(new KeyDownAction(Control));
        keys.Actions.Add(new KeyDownAction("v"));
        keys.Actions.Add(new KeyUpAction("v"));
        keys.Actions.Add(new KeyUpAction(Control));
        await PerformAsync(keys);
    }

    public async Task ChooseFileAsync(string selector, string path)
    {
        var files = new SetFilesCommandParameters(context, await FindAsync(selector));
        files.Files.Add(path);
        await driver.Input.SetFilesAsync(files);
    }

    public async ValueTask DisposeAsync() =>
        await driver.Browser.RemoveUserContextAsync(new RemoveUserContextCommandParameters(userContext));

    async Task<SharedReference> FindAsync(string selector)
    {
        await EvaluateAsync($"(document.querySelector(`{selector}`).scrollIntoView({{ block: 'center' }}), '')");
        var found = await driver.BrowsingContext.LocateNodesAsync(new LocateNodesCommandParameters(context, new CssLocator(selector)));
        return found.Nodes[0].As<NodeRemoteValue>().ToSharedReference();
    }

    async Task PerformAsync(SourceActions source)
    {
        var actions = new PerformActionsCommandParameters(context);
        actions.Actions.Add(source);
        await driver.Input.PerformActionsAsync(actions);
    }
}
