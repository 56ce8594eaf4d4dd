namespace CloudBuffer.BrowserTests.Engines;

/// <summary>A page in a browser engine, with cookies of its own. Clicks and keys are those of the engine, not events made by a script.</summary>
public interface IEnginePage : IAsyncDisposable
{
    Task GoToAsync(Uri url);

    /// <param name="expression">JavaScript whose value is a string, or a promise of one.</param>
    /// <returns>Empty if the page was replaced meanwhile.</returns>
    Task<string> EvaluateAsync(string expression);

    Task ClickAsync(string selector);

    /// <summary>Types into an element.</summary>
    Task TypeAsync(string selector, string text);

    /// <summary>Presses Ctrl+V in an element.</summary>
    Task PasteAsync(string selector);

    Task ChooseFileAsync(string selector, string path);
}
