using System.Net;
using System.Text.RegularExpressions;

namespace CloudBuffer.Tests.Help;

/// <summary>Every example of <c>/help/api</c>, run verbatim.</summary>
public sealed partial class ExamplesTests(EmbeddedApp fixture)
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task All_documented_examples_are_tested() => Assert.Equal(
        ["basic", "buffer", "cb", "digest", "install", "ios", "links", "login", "powershell", "setup", "wait"], (await ExamplesAsync()).Keys.Order());

    [Fact(Timeout = 120_000)]
    public async Task The_curl_examples_work()
    {
        using var user = await fixture.NewUserAsync();
        await using var shell = await NewShellAsync();
        var examples = await ExamplesAsync();
        var setup = examples["setup"].Replace("cb_your_token", (await user.CreateTokenAsync()).Token) + "\n";

        var buffer = await shell.OutputOfAsync("set -e\n" + setup + examples["buffer"]);
        Assert.Contains("\"message\":\"ok\"", buffer);
        Assert.Contains("hello", buffer);
        using (var empty = await user.GetAsync("/file/buffer"))
            Assert.Equal(HttpStatusCode.NotFound, empty.StatusCode);

        var wait = shell.OutputOfAsync(setup + examples["wait"]);
        await shell.RunsAsync("wait=40");
        await user.PutTextAsync("at last");
        Assert.Equal("at last", await wait);

        var links = await shell.OutputOfAsync(setup + examples["links"]);
        Assert.Equal(3, Link().Count(links));
        Assert.Contains("backup.tar", links);
        using (var mine = await user.GetAsync("/file/mine", ("Accept", "application/json")))
            Assert.Equal(4, (await mine.JsonAsync()).GetArrayLength());

        await shell.OutputOfAsync(setup + examples["basic"]);
        using (var file = await user.GetAsync("/file/buffer"))
            Assert.Equal("report.pdf", file.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.Matches(Link(), await shell.OutputOfAsync(setup + examples["digest"]));
    }

    [Fact(Timeout = 120_000)]
    public async Task The_cb_examples_work()
    {
        using var user = await fixture.NewUserAsync();
        await using var shell = await NewShellAsync();
        var examples = await ExamplesAsync();
        await shell.OutputOfAsync(examples["install"]);
        using var login = shell.Start("dash", "-c", examples["login"]);
        var seen = "";
        while (!seen.Contains("Waiting"))
            seen += await login.StandardError.ReadLineAsync(Cancelled) + "\n";
        await user.PostFormAsync("/token/device/answer", ("code", Regex.Match(seen, "[B-Z]{4}-[B-Z]{4}").Value), ("answer", "approve"))
            .HasStatusAsync(HttpStatusCode.OK);
        await login.WaitForExitAsync(Cancelled);
        Assert.Equal(0, login.ExitCode);
        var printed = await shell.OutputOfAsync("set -e\n" + examples["cb"]);
        Assert.StartsWith("from the terminal\n", printed);
        Assert.Equal(2, Link().Count(printed)); // from send and ls
    }

    [Trait("Category", "Slow")] // PowerShell is not part of ./setup.sh --dev
    [Fact(Timeout = 180_000)]
    public async Task The_PowerShell_examples_work()
    {
        using var user = await fixture.NewUserAsync();
        await using var shell = await NewShellAsync();
        var script = (await ExamplesAsync())["powershell"].Replace("cb_your_token", (await user.CreateTokenAsync()).Token);
        var path = Path.Combine(shell.Home, "example.ps1");
        await File.WriteAllTextAsync(path, "$ErrorActionPreference = 'Stop'\n" + script, Cancelled);
        // The tool manifest is in the repository and the tool in the real HOME, not in that of the shell.
        var home = Environment.GetEnvironmentVariable("HOME");
        var response = await shell.RunAsync("dash", [
            "-c", $"cd '{AppProcess.Repository}' && HOME='{home}' dotnet tool run pwsh -NoProfile -Command \"Set-Location '{shell.Home}'; & '{path}'\""]);
        Assert.True(response.ExitCode == 0, $"{response.Errors}{response.Output}\n(Is PowerShell missing? Install it with: ./setup.sh --dev=all)");
        Assert.Contains("hello from Windows", response.Output);
        Assert.Matches(Link(), response.Output);
        Assert.Equal(
            await File.ReadAllBytesAsync(Path.Combine(shell.Home, "report.pdf"), Cancelled),
            await File.ReadAllBytesAsync(Path.Combine(shell.Home, "copy.pdf"), Cancelled));
    }

    [Fact(Timeout = 60_000)]
    public async Task The_iOS_Shortcut_values_form_a_valid_request()
    {
        using var user = await fixture.NewUserAsync();
        var values = (await ExamplesAsync())["ios"].Replace("cb_your_token", (await user.CreateTokenAsync()).Token);
        var url = new Uri(Regex.Match(values, "http://\\S+").Value);
        Assert.Equal("/file/buffer", url.AbsolutePath);
        var headers = Regex.Matches(values, "^([A-Za-z-]+): (.+)$", RegexOptions.Multiline)
            .Select(match => (match.Groups[1].Value, match.Groups[2].Value.Trim())).ToArray();
        Assert.Equal(2, headers.Length);
        using var phone = fixture.NewVisitor();
        var method = new HttpMethod(Regex.Match(values, "^(POST|PUT)\\s*$", RegexOptions.Multiline).Value.Trim());
        await phone.SendAsync(method, url.AbsolutePath, Visitor.Form(("file", "IMG_1.heic", [1, 2, 3])), headers)
            .HasStatusAsync(HttpStatusCode.OK);
        using var buffer = await user.GetAsync("/file/buffer");
        Assert.Equal([1, 2, 3], await buffer.BytesAsync());
    }

    static async Task<Shell> NewShellAsync()
    {
        var shell = new Shell();
        await File.WriteAllTextAsync(Path.Combine(shell.Home, "report.pdf"), "%PDF-1.7 not really\n", Cancelled);
        return shell;
    }

    async Task<Dictionary<string, string>> ExamplesAsync()
    {
        using var visitor = fixture.NewVisitor();
        using var page = await visitor.GetAsync("/help/api", ("Accept", "text/html"));
        var html = await page.TextAsync();
        return Example().Matches(html).ToDictionary(
            match => match.Groups[2].Value,
            match => WebUtility.HtmlDecode(Tag().Replace(match.Groups[3].Value.Replace("</dt>", "\n").Replace("</dd>", "\n"), "")));
    }

    [GeneratedRegex("<(code|dl)[^>]* data-example=\"([a-z]+)\"[^>]*>(.*?)</\\1>", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex("http://[^/\\s\"]+/f/[A-Za-z0-9_-]{22}(?=\\s|$)")]
    private static partial Regex Link();
}
